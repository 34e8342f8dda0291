import { expect, test } from 'vitest';
import { SamplingGrid, type FrameClassifier } from '../../../../src/analysis/index.ts';
import { detachedTask, fromHalf } from '../../../../src/base/index.ts';
import { pixelLength } from '../../../../src/model/index.ts';
import { embedClip, featureRows, isRowTaken, mapRows } from '../../../../src/training/index.ts';
import { brightnessClassifier, fakeClip, manifest } from '../../analysis/fake-clip.ts';

const size = 16;
const maxRows = featureRows.rows;
const pixel = (brightness: number) => Math.floor(255 * brightness) / 255;

/** Feature: brightness of the first pixel of a 16 × 16 input. */
function classifier(): FrameClassifier & { calls: { embed: number } } {
  const toy = brightnessClassifier();
  return {
    ...toy,
    manifest: { ...manifest, backbone: { ...manifest.backbone, inputSize: size } },
    async embed(input, count) {
      toy.calls.embed += count;
      return Float32Array.from({ length: count }, (_, n) => input[n * size * size * 3] as number);
    },
  };
}

const rowsOf = ({ values }: { values: Uint16Array }) => [...fromHalf(values)];

test('rows stand on the grid of analysis: held over gaps, to the end of the clip', async () => {
  const frames = [
    [0.1, 0.1],
    [0.3, 0.2],
    [0.32, 0.9],
    [1.6, 0.5],
    [2.0, 0.7],
  ] as const;
  const clip = fakeClip(frames, { duration: 3 });
  const [features] = await embedClip(clip, { classifier: classifier(), variants: [null] }, detachedTask());
  const grid = new SamplingGrid(4, 1);
  for (const [time, brightness] of frames) grid.add(time, Float32Array.of(pixel(brightness)));
  grid.holdUntil(0.1 + 3);
  const expected = Array.from({ length: grid.rows }, (_, row) => grid.row(row)[0] as number);
  expect(features?.rows).toBe(grid.rows);
  rowsOf(features as never).forEach((value, n) => expect(value).toBeCloseTo(expected[n] as number, 3));
});

test('a still gives one row, with its 16 × 16 picture', async () => {
  const clip = fakeClip([[0, 0.6]], { kind: 'image', duration: 0 });
  const [features] = await embedClip(clip, { classifier: classifier(), variants: [null] }, detachedTask());
  expect(features).toMatchObject({ rows: 1, featureLength: 1 });
  expect(features?.pixels).toHaveLength(pixelLength);
  for (const value of fromHalf(features?.pixels as Uint16Array)) expect(value).toBeCloseTo(0.6, 3);
});

test('only the span is embedded', async () => {
  const clip = fakeClip(Array.from({ length: 40 }, (_, n) => [n / 4, n / 40] as const));
  const toy = classifier();
  const asked: unknown[] = [];
  const spied = { ...clip, info: clip.info, frames: (plan: unknown) => (asked.push(plan), clip.frames()) };
  await embedClip(
    spied as never,
    { classifier: toy, variants: [null], span: { from: 2, to: 4 } },
    detachedTask(),
  );
  expect(asked).toEqual([{ fps: 4, size: { fit: 'short-side', pixels: 256 }, from: 2, to: 4 }]);
});

test('of a long clip evenly spread pieces are embedded, and nothing else', async () => {
  const frames = Array.from({ length: 4000 }, (_, n) => [n / 4, (n % 251) / 251] as const);
  const toy = classifier();
  const [features] = await embedClip(fakeClip(frames), { classifier: toy, variants: [null] }, detachedTask());
  expect(features?.rows).toBe(maxRows);
  expect(toy.calls.embed).toBe(maxRows);
  const taken = frames.flatMap(([, brightness], row) => (isRowTaken(row, 4000) ? [pixel(brightness)] : []));
  rowsOf(features as never).forEach((value, n) => expect(value).toBeCloseTo(taken[n] as number, 3));
  expect(isRowTaken(0, 4000) && isRowTaken(3999, 4000)).toBe(true);
});

test('every length keeps exactly as many rows as it may', () => {
  for (const total of [1, 31, 32, 479, 480, 481, 500, 512, 777, 1440, 14_400, 345_600]) {
    let taken = 0;
    for (let row = 0; row < total; row++) if (isRowTaken(row, total)) taken++;
    expect(taken).toBeLessThanOrEqual(Math.min(total, maxRows));
    // Pieces of a clip hardly longer than the limit overlap.
    expect(taken).toBeGreaterThanOrEqual(Math.min(total, maxRows) - 15);
    let maps = 0;
    for (let row = 0; row < total; row++) if (isRowTaken(row, total, mapRows)) maps++;
    expect(maps).toBe(Math.min(total, mapRows.rows));
  }
});

test('a clip of unknown length gives its first two minutes and reads no further', async () => {
  const clip = fakeClip(
    Array.from({ length: 4000 }, (_, n) => [n / 4, 0.5] as const),
    { duration: null },
  );
  const [features] = await embedClip(clip, { classifier: classifier(), variants: [null] }, detachedTask());
  expect(features?.rows).toBe(maxRows);
  expect(clip.produced).toBeLessThan(maxRows + 2);
  expect(clip.closed).toBe(1);
});

test('no picture is an error that names the clip', async () => {
  await expect(
    embedClip(fakeClip([]), { classifier: classifier(), variants: [null] }, detachedTask()),
  ).rejects.toMatchObject({ code: 'no-frames', message: 'toy.mp4 has no picture in this part.' });
});
