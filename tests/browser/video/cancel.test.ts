import { afterEach, expect, test, vi } from 'vitest';
import { detachedTask, isAbort } from '../../../src/base/index.ts';
import type { Clip, DecoderName } from '../../../src/contract/index.ts';
import { createVideoService, openClip } from '../../../src/video/index.ts';
import { countWorkers } from './count-workers.ts';
import { at160, fixture, framesOf, goldenOf, open, spawnFfmpeg } from './fixtures.ts';

const decoders: readonly DecoderName[] = ['webcodecs', 'ffmpeg'];

afterEach(() => vi.unstubAllGlobals());

for (const decoder of decoders) {
  test(`cancelling ${decoder} takes effect within a second, and the next file works`, async () => {
    const workers = countWorkers();
    {
      await using clip = await open(await fixture('h264.mp4'), decoder);
      const abort = new AbortController();
      const frames = clip.frames({ ...at160, fps: 'all' }, { signal: abort.signal });
      await frames.next();
      const waiting = drain(frames);
      abort.abort();
      const began = performance.now();
      await expect(waiting).rejects.toSatisfy(isAbort);
      expect(performance.now() - began).toBeLessThan(1000);
    }
    await using next = await open(await fixture('vfr.mp4'), decoder);
    expect(await framesOf(next)).toHaveLength(goldenOf('vfr.mp4').sampled.length);
    await next[Symbol.asyncDispose]();
    expect(workers.alive()).toBe(0);
  });

  test(`leaving the loop ends ${decoder}, and the same clip can be read again`, async () => {
    await using clip = await open(await fixture('h264.mp4'), decoder);
    for (let round = 0; round < 2; round++) {
      for await (const frame of clip.frames(at160, detachedTask())) {
        if (frame.index === 1) break;
      }
    }
    expect(await framesOf(clip)).toHaveLength(goldenOf('h264.mp4').sampled.length);
  });

  test(`a cancelled task never starts ${decoder}`, async () => {
    const signal = AbortSignal.abort();
    const file = await fixture('h264.mp4');
    await expect(openClip(file, { decoder, spawnFfmpeg }, { signal })).rejects.toSatisfy(isAbort);
    await using clip = await open(file, decoder);
    await expect(clip.frames(at160, { signal }).next()).rejects.toSatisfy(isAbort);
    await expect(clip.frameTimes({ signal })).rejects.toSatisfy(isAbort);
  });

  test(`a part of the clip by ${decoder} has exactly the frames of the whole`, async () => {
    await using clip = await open(await fixture('h264.mpegts'), decoder);
    const whole = (await framesOf(clip)).map(({ timestamp }) => timestamp);
    const [from, to] = [2.2, 3.1];
    const part = (await framesOf(clip, { ...at160, from, to })).map(({ timestamp }) => timestamp);
    expect(part).toEqual(whole.filter((time) => time >= from && time < to));
    expect(part.length).toBeGreaterThan(1);
    expect(await framesOf(clip, { ...at160, from: 60 })).toEqual([]);
    expect(await framesOf(clip, { ...at160, to: 1 })).toEqual([]);
  });
}

test('every frame that the browser decodes is closed: read to the end, left half way, or cancelled', async () => {
  const frames = countFrames();
  const file = await fixture('h264.mp4');
  {
    await using clip = await open(file, 'webcodecs');
    await framesOf(clip);
    for await (const frame of clip.frames(at160, detachedTask())) {
      if (frame.index === 1) break;
    }
    for await (const picture of clip.pictures({ from: 0.5, maxWidth: 80, maxHeight: 80 }, detachedTask())) {
      picture.bitmap.close();
      if (picture.timestamp > 1) break;
    }
    const abort = new AbortController();
    const cancelled = drain(clip.frames(at160, { signal: abort.signal }));
    setTimeout(() => abort.abort(), 30);
    await cancelled.catch((error: unknown) => expect(error).toSatisfy(isAbort));
  }
  await vi.waitFor(() => expect(frames.open()).toBe(0));
  expect(frames.decoded()).toBeGreaterThan(30);
});

test('the decoder waits for a slow consumer', async () => {
  await using clip = await open(await fixture('mjpeg.avi'), 'ffmpeg');
  const size = { fit: 'exact', width: 1920, height: 1080 } as const;
  const times: number[] = [];
  for await (const { timestamp } of clip.frames({ fps: 'all', size }, detachedTask())) {
    times.push(timestamp);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(times).toHaveLength(24);
});

test('without shared memory ffmpeg decodes in bounded runs and misses nothing', async () => {
  vi.stubGlobal('SharedArrayBuffer', undefined);
  for (const name of ['vfr.mp4', 'raw.264']) {
    await using clip = await open(await fixture(name), 'ffmpeg');
    const size = { fit: 'exact', width: 3840, height: 1080 } as const;
    const times = (await framesOf(clip, { fps: 'all', size, to: 1 })).map(({ timestamp }) => timestamp);
    expect(times.length).toBeGreaterThan(7);
    expectTimes(
      times,
      goldenOf(name).times.filter((time) => time < 1),
    );
  }
});

test('the service opens, decodes, tells times and closes by number', async () => {
  const service = createVideoService(
    () =>
      new Worker(new URL('../../../src/workers/ffmpeg.worker.ts', import.meta.url), {
        type: 'module',
      }),
  );
  const task = detachedTask();
  const { clipId, info } = await service.open(await fixture('mpeg4.avi'), 'auto', task);
  expect(info.decoder).toBe('ffmpeg');
  expect(await service.frameTimes(clipId, task)).toHaveLength(24);
  let count = 0;
  for await (const frame of service.frames(clipId, at160, task)) count += frame.image.data.length > 0 ? 1 : 0;
  expect(count).toBe(8);
  await service.close(clipId, task);
  await expect(service.frameTimes(clipId, task)).rejects.toThrow(/closed/);
});

test('progress never runs back and ends near the whole', async () => {
  for (const decoder of decoders) {
    await using clip = await open(await fixture('h264.mp4'), decoder);
    const seen: number[] = [];
    const task = { ...detachedTask(), onProgress: ({ done }: { done: number }) => void seen.push(done) };
    for await (const frame of clip.frames(at160, task)) expect(frame.index).toBeGreaterThanOrEqual(0);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBeGreaterThan(1.5);
  }
});

async function drain(frames: ReturnType<Clip['frames']>): Promise<void> {
  for await (const frame of frames) expect(frame.image.width).toBe(160);
}

/** Counts frames that came out of the browser's decoder, and those of them not closed. */
function countFrames(): { decoded(): number; open(): number } {
  const Real = VideoDecoder;
  let decoded = 0;
  const open = new Set<VideoFrame>();
  vi.stubGlobal(
    'VideoDecoder',
    class extends Real {
      constructor(init: VideoDecoderInit) {
        super({
          ...init,
          output: (frame) => {
            const { close } = frame;
            decoded++;
            open.add(frame);
            frame.close = () => {
              open.delete(frame);
              close.call(frame);
            };
            init.output(frame);
          },
        });
      }
    },
  );
  return { decoded: () => decoded, open: () => open.size };
}

function expectTimes(times: readonly number[], expected: readonly number[]): void {
  expect(times).toHaveLength(expected.length);
  times.forEach((time, i) => expect(Math.abs(time - (expected[i] as number))).toBeLessThanOrEqual(1e-3));
}
