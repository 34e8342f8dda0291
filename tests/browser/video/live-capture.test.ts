import { expect, test } from 'vitest';
import { detachedTask } from '../../../src/base/index.ts';
import type { LiveFrame } from '../../../src/contract/index.ts';
import { joinClips, LiveCapture, openClip } from '../../../src/video/index.ts';
import type { RingChunk } from '../../../src/video/live/chunk-ring.ts';
import { muxClip } from '../../../src/video/live/mux-clip.ts';

const now = (): number => performance.timeOrigin + performance.now();
const plan = { fps: 4, shortSide: 60, isRecorded: true };

/** A picture of one grey, whose time stamp begins anywhere. */
function picture(time: number, grey: number, width = 161, height = 121): VideoFrame {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
  context.fillRect(0, 0, width, height);
  return new VideoFrame(canvas, { timestamp: Math.round(7e9 + time * 1e6) });
}

/** Unevenly spaced, about 20 a second: what a webcam in poor light gives. */
function unevenTimes(seconds: number): number[] {
  const times = [0];
  for (let n = 1; (times.at(-1) as number) < seconds; n++)
    times.push((times.at(-1) as number) + 0.04 + 0.02 * (n % 3 === 0 ? 1 : 0) + 0.001 * (n % 7));
  return times;
}

async function noSamples(capture: LiveCapture): Promise<LiveFrame[]> {
  capture.end();
  const frames: LiveFrame[] = [];
  for (;;) {
    const batch = await capture.nextFrames(detachedTask());
    if (!batch) return frames;
    frames.push(...batch.frames);
  }
}

async function timesIn(blob: Blob, name: string): Promise<number[]> {
  const spawn = () => {
    throw new Error('WebCodecs reads what WebCodecs wrote');
  };
  await using clip = await openClip(
    new File([blob], name),
    { decoder: 'webcodecs', spawnFfmpeg: spawn },
    detachedTask(),
  );
  let decoded = 0;
  for await (const _ of clip.frames({ fps: 'all', size: { fit: 'short-side', pixels: 32 } }, detachedTask()))
    decoded += 1;
  const times = Array.from(await clip.frameTimes(detachedTask()));
  expect(decoded).toBe(times.length);
  return times;
}

test('samples are the first picture of each interval, in its own colour, the newest kept', async () => {
  using capture = new LiveCapture({ ...plan, isRecorded: false }, now);
  const times = unevenTimes(3);
  for (const [n, time] of times.entries()) await capture.add(picture(time, 40 + n), now());
  const samples = await noSamples(capture);
  const firsts = [2, 2.25, 2.5, 2.75, 3].map((from) => times.findIndex((time) => time >= from - 1e-9));
  // Four wait at most.
  const expected = firsts.filter((at) => at >= 0).slice(-4);
  expect(samples.map(({ timestamp }) => timestamp.toFixed(3))).toEqual(
    expected.map((at) => (times[at] as number).toFixed(3)),
  );
  for (const [n, { image }] of samples.entries()) {
    expect([image.width, image.height]).toEqual([80, 60]);
    // A grey of RGB or of full-range luma comes back to one step of rounding.
    const wanted = 40 + (expected[n] as number);
    for (const value of image.data) expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1);
  }
});

test('a clip of the rolling recording has each picture at its time, from the key frame before the start', async () => {
  using capture = new LiveCapture(plan, now);
  const times = unevenTimes(6);
  for (const [n, time] of times.entries()) {
    await capture.add(picture(time, 30 + n), now());
    // As a camera would: the encoder is given time.
    if (n % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(capture.status.recording).toMatchObject({ skipped: 0 });
  const clip = await capture.clip(2.5, 4.2);
  if (!clip) throw new Error('no clip');
  expect(clip.from).toBeLessThanOrEqual(2.5);
  // A key frame is asked for with the first picture a second after the last one.
  expect(clip.from).toBeGreaterThan(2.5 - 1.1);
  const inside = times.filter((time) => time >= clip.from - 1e-6 && time <= 4.2);
  const found = await timesIn(clip.blob, `clip.${clip.extension}`);
  expect(found.length).toBe(inside.length);
  // The file counts time in fractions of its own; a millisecond is WebM's.
  for (const [n, time] of found.entries())
    expect(Math.abs(time - ((inside[n] as number) - clip.from))).toBeLessThan(0.002);
});

test('a phone that is held upright gives upright samples and an upright clip', async () => {
  using capture = new LiveCapture(plan, now);
  const canvas = new OffscreenCanvas(160, 120);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  // The left half is white; turned clockwise by 90° it is the upper half.
  context.fillStyle = 'white';
  context.fillRect(0, 0, 80, 120);
  const turned = (n: number): VideoFrame =>
    new VideoFrame(canvas, { timestamp: n * 50_000, rotation: 90 } as VideoFrameInit);
  const [first, ...rest] = Array.from({ length: 12 }, (_, n) => turned(n)) as [VideoFrame, ...VideoFrame[]];
  expect([first.displayWidth, first.displayHeight]).toEqual([120, 160]);
  for (const frame of [first, ...rest]) {
    await capture.add(frame, now());
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const clip = await capture.clip(0, 1);
  if (!clip) throw new Error('no clip');
  const [sample] = await noSamples(capture);
  const { width, height, data } = sample?.image ?? { width: 0, height: 0, data: new Uint8Array() };
  expect([width, height]).toEqual([60, 80]);
  const at = (x: number, y: number): number => data[(y * width + x) * 3] as number;
  expect([at(5, 10) > 250, at(55, 10) > 250, at(5, 70) < 5, at(55, 70) < 5]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  const spawn = () => {
    throw new Error('WebCodecs reads what WebCodecs wrote');
  };
  const file = new File([clip.blob], `clip.${clip.extension}`);
  await using opened = await openClip(file, { decoder: 'webcodecs', spawnFfmpeg: spawn }, detachedTask());
  expect(opened.info).toMatchObject({ width: 120, height: 160, rotation: 90 });
});

test('pictures of another size begin the recording anew, and time goes on', async () => {
  using capture = new LiveCapture(plan, now);
  for (let n = 0; n < 20; n++) await capture.add(picture(n / 10, 90), now());
  for (let n = 20; n < 40; n++) await capture.add(picture(n / 10, 90, 320, 200), now());
  const clip = await capture.clip(0, 10);
  expect(clip?.from).toBeCloseTo(2, 5);
  // Nobody paced the pictures, so some may have been left out, and are counted.
  expect((clip?.pictures ?? 0) + (capture.status.recording?.skipped ?? 0)).toBe(20);
  expect(clip?.pictures).toBeGreaterThan(3);
  expect(capture.status).toMatchObject({ width: 320, height: 200, pictures: 40 });
});

test('parts that follow one another are joined with their distances', async () => {
  using capture = new LiveCapture(plan, now);
  for (let n = 0; n < 45; n++) {
    await capture.add(picture(n / 10, 90), now());
    if (n % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const [first, second] = [await capture.clip(0, 1.55), await capture.clip(3, 4.4)];
  if (!first || !second) throw new Error('no clip');
  const parts = [
    { blob: first.blob, from: 10, to: 20 },
    { blob: new Blob(['not a video']), from: 20, to: 30 },
    { blob: second.blob, from: 20.5, to: 40 },
  ];
  const joined = await joinClips(parts);
  if (!joined) throw new Error('nothing joined');
  expect(joined.pictures).toBe(first.pictures + second.pictures);
  expect(joined.from).toBe(10);
  const times = await timesIn(joined.blob, `joined.${joined.extension}`);
  expect(times[first.pictures]).toBeCloseTo(10.5, 2);
});

test.each([
  ['vp8', 'vp8'],
  ['vp9', 'vp09.00.51.08'],
] as const)('where there is no H.264, %s in WebM keeps the times too', async (codec, name) => {
  const chunks: RingChunk[] = [];
  let decoderConfig: VideoDecoderConfig | undefined;
  const encoder = new VideoEncoder({
    output: (chunk, metadata) => {
      decoderConfig ??= metadata?.decoderConfig;
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      chunks.push({ isKey: chunk.type === 'key', timestamp: chunk.timestamp / 1e6, data });
    },
    error: (error) => {
      throw error;
    },
  });
  encoder.configure({ codec: name, width: 160, height: 120, bitrate: 5e5, latencyMode: 'realtime' });
  const times = unevenTimes(1);
  for (const [n, time] of times.entries()) {
    const frame = picture(time - 7000, 30 + n, 160, 120);
    encoder.encode(frame, { keyFrame: n === 0 });
    frame.close();
  }
  await encoder.flush();
  encoder.close();
  if (!decoderConfig) throw new Error('no decoder configuration');
  const clip = await muxClip(chunks, { codec, extension: 'webm', rotation: 0, decoderConfig });
  const found = await timesIn(clip.blob, 'clip.webm');
  expect(found.length).toBe(times.length);
  // WebM counts in milliseconds.
  for (const [n, time] of found.entries()) expect(Math.abs(time - (times[n] as number))).toBeLessThan(0.0011);
});
