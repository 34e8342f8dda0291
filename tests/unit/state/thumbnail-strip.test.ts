import { expect, test } from 'vitest';
import { thumbnailSlots } from '../../../src/state/thumbnail-slots.ts';
import { ThumbnailStrip } from '../../../src/state/thumbnail-strip.svelte.ts';
import { FakeVideo } from './fakes.ts';

const frameTimes = Float64Array.from({ length: 100 }, (_, frame) => 5 + frame / 10);

test('hours get pictures on a grid that panning and zooming back meet again', () => {
  const day = thumbnailSlots({ from: 0, to: 14400 }, 1000, 72, frameTimes);
  expect(day.times.slice(0, 3)).toEqual([0, 2048, 4096]);
  expect(day.slack).toBeCloseTo(2048 * 0.45);
  const here = thumbnailSlots({ from: 100, to: 200 }, 1000, 72, null);
  const there = thumbnailSlots({ from: 130, to: 230 }, 1000, 72, null);
  expect(here.times[0]).toBe(96);
  expect(there.times.slice(0, 3)).toEqual(here.times.slice(4, 7));
});

test('zoomed in far enough, the pictures are the frames themselves, none left out', () => {
  const { times, slack } = thumbnailSlots({ from: 6.02, to: 6.55 }, 1000, 72, frameTimes);
  expect(slack).toBe(0);
  expect(times.map((time) => time.toFixed(1))).toEqual(['6.0', '6.1', '6.2', '6.3', '6.4', '6.5']);
});

interface Player {
  clipId: number | null;
  isPlaying: boolean;
  head: number;
  position: number;
}

function makeStrip(wait: () => Promise<void> = async () => undefined) {
  const video = new FakeVideo();
  const player: Player = { clipId: 1, isPlaying: false, head: 0, position: 0 };
  return { video, player, strip: new ThumbnailStrip(video, player, wait) };
}

test('pictures arrive, each with its own time; until then the nearest one stands in', async () => {
  const { strip } = makeStrip();
  expect(strip.find(1, 0.4)).toBeNull();
  await strip.want({ times: [0, 1.06, 2], slack: 0.4 });
  expect(strip.find(1.06, 0.4)?.timestamp).toBe(1);
  expect(strip.find(2.6, 0.1)?.timestamp).toBe(2);
});

test('a view that moved on drops what was wanted before, and no bitmap is left open', async () => {
  const { strip, video } = makeStrip();
  const first = strip.want({ times: [0, 1, 2], slack: 0 });
  const second = strip.want({ times: [3], slack: 0 });
  await Promise.all([first, second]);
  expect(strip.count).toBe(1);
  strip.clear();
  expect([strip.count, video.openBitmaps]).toEqual([0, 0]);
});

test('nothing is fetched while the player plays or seeks', async () => {
  let waits = 0;
  const { strip, player } = makeStrip(async () => {
    waits += 1;
    if (waits === 4) player.isPlaying = false;
    if (waits === 6) player.head = 0;
  });
  player.isPlaying = true;
  player.head = 3;
  await strip.want({ times: [1], slack: 0 });
  expect(waits).toBe(6);
  expect(strip.count).toBe(1);
});

test('it keeps 240 pictures, the ones shown last, and lets the others’ bitmaps go', async () => {
  const { strip, video } = makeStrip();
  const times = Array.from({ length: 300 }, (_, n) => n / 75);
  await strip.want({ times, slack: 0 });
  expect([strip.count, video.openBitmaps]).toEqual([240, 240]);
});

test('another clip begins with nothing of the one before', async () => {
  const { strip, player, video } = makeStrip();
  await strip.want({ times: [0, 1], slack: 0 });
  player.clipId = 2;
  await strip.want({ times: [2], slack: 0 });
  expect([strip.count, video.openBitmaps]).toEqual([1, 1]);
});
