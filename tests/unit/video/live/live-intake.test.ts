import { expect, test } from 'vitest';
import { CaptureClock } from '../../../../src/video/live/capture-clock.ts';
import { ChunkRing } from '../../../../src/video/live/chunk-ring.ts';
import { SampleQueue } from '../../../../src/video/live/sample-queue.ts';
import { seededRandom } from '../../../../src/base/index.ts';
import type { LiveFrame } from '../../../../src/contract/index.ts';

const frame = (timestamp: number): LiveFrame => ({
  timestamp,
  capturedAt: timestamp * 1000,
  image: { width: 1, height: 1, data: new Uint8Array(3) },
});
const signal = new AbortController().signal;

test('what waits for the network is bounded: the newest stay, the others are counted', async () => {
  const queue = new SampleQueue(4);
  for (let n = 0; n < 10; n++) queue.push(frame(n));
  const batch = await queue.take(signal);
  expect(batch?.frames.map(({ timestamp }) => timestamp)).toEqual([6, 7, 8, 9]);
  expect(batch?.dropped).toBe(6);
  queue.push(frame(10));
  expect(await queue.take(signal)).toMatchObject({ dropped: 6, frames: [{ timestamp: 10 }] });
});

test('taking waits for a sample, ends with the source, and is left by abort', async () => {
  const queue = new SampleQueue(4);
  const waiting = queue.take(signal);
  queue.push(frame(1));
  expect((await waiting)?.frames.length).toBe(1);
  const abort = new AbortController();
  const left = queue.take(abort.signal);
  abort.abort();
  await expect(left).rejects.toMatchObject({ name: 'AbortError' });
  queue.push(frame(2));
  queue.close();
  queue.push(frame(3));
  expect((await queue.take(signal))?.frames.map(({ timestamp }) => timestamp)).toEqual([2]);
  expect(await queue.take(signal)).toBeNull();
});

test('the instant of capture is found from the pictures that came quickest', () => {
  const random = seededRandom(3);
  const clock = new CaptureClock();
  // A device whose clock began 5,000 ms before ours; every picture takes 8 ms or, now and then, far longer.
  let worst = 0;
  for (let n = 0; n < 3000; n++) {
    const taken = n * 40;
    const arrivedAt = taken + 8 + (random() < 0.3 ? 200 * random() : 0);
    const found = clock.capturedAt(taken + 5000, arrivedAt);
    expect(found).toBeLessThanOrEqual(arrivedAt);
    if (n > 50) worst = Math.max(worst, Math.abs(found - (taken + 8)));
  }
  expect(worst).toBeLessThan(1e-6);
});

test('a device clock that runs fast is followed within its 30 to 60 s of memory', () => {
  const clock = new CaptureClock();
  // 200 parts in a million fast: over 60 s the least delay seen is at most 12 ms old.
  for (let n = 0; n < 90_000; n++) {
    const taken = n * 40;
    const found = clock.capturedAt(taken * 1.0002, taken);
    expect(Math.abs(found - taken)).toBeLessThanOrEqual(12.1);
  }
});

const chunk = (n: number, keyEvery: number, size = 100) => ({
  isKey: n % keyEvery === 0,
  timestamp: n / 10,
  data: new Uint8Array(size),
});

test('the rolling recording keeps its span in whole groups and no more', () => {
  const ring = new ChunkRing({ span: 5, sizeBytes: 1e9 });
  for (let n = 3; n < 1000; n++) {
    ring.add(chunk(n, 10));
    const kept = (ring.to ?? 0) - (ring.from ?? 0);
    expect(kept).toBeLessThan(6);
    if (n > 70) expect(kept).toBeGreaterThanOrEqual(5);
  }
  expect(ring.between(0, 1e9)[0]?.isKey).toBe(true);
  expect(ring.sizeBytes).toBe(ring.between(0, 1e9).length * 100);
});

test('a clip begins at the key frame before its wished start and ends where it should', () => {
  const ring = new ChunkRing({ span: 100, sizeBytes: 1e9 });
  for (let n = 0; n < 200; n++) ring.add(chunk(n, 10));
  const times = ring.between(7.25, 12.04).map(({ timestamp }) => timestamp);
  expect([times[0], times.at(-1), times.length]).toEqual([7, 12, 51]);
  expect(ring.between(-5, 0.5).map(({ timestamp }) => timestamp)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
});

test('large chunks make the recording shorter, never larger than its room', () => {
  const ring = new ChunkRing({ span: 100, sizeBytes: 5000 });
  for (let n = 0; n < 500; n++) {
    ring.add(chunk(n, 10));
    // The group that is being written always stays.
    expect(ring.sizeBytes).toBeLessThanOrEqual(5000);
  }
  expect((ring.to ?? 0) - (ring.from ?? 0)).toBeGreaterThan(3);
});
