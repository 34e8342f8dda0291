import { expect, test } from 'vitest';
import { framesOnScreen } from '../../../src/video/thumbnails/frames-on-screen.ts';

async function shownAt(times: readonly number[], timestamps: readonly number[]) {
  let read = 0;
  async function* frames() {
    for (const timestamp of timestamps) {
      read++;
      yield { timestamp };
    }
  }
  const shown: [number, number][] = [];
  for await (const { wanted, frame } of framesOnScreen(frames(), times))
    shown.push([wanted, frame.timestamp]);
  return { shown, read };
}

test('each time gets the last frame presented by then, a frame as often as it is wanted', async () => {
  const { shown } = await shownAt([0.5, 1, 1.4, 1.45, 9], [1, 1.25, 1.5]);
  expect(shown).toEqual([
    [0.5, 1],
    [1, 1],
    [1.4, 1.25],
    [1.45, 1.25],
    [9, 1.5],
  ]);
});

test('frames that no time needs are not read', async () => {
  const { shown, read } = await shownAt([1], [0, 1, 2, 3, 4, 5]);
  expect(shown).toEqual([[1, 1]]);
  expect(read).toBe(3);
});

test('without frames there is nothing to show', async () => {
  expect((await shownAt([1, 2], [])).shown).toEqual([]);
});
