import { expect, test } from 'vitest';
import { AppError, detachedTask, seededRandom } from '../../../../src/base/index.ts';
import type { Clip, ClipInfo, Frame, SamplingPlan } from '../../../../src/contract/index.ts';
import { examineClip } from '../../../../src/training/pure.ts';

const info: ClipInfo = {
  name: 'yard.mp4',
  sizeBytes: 1000,
  kind: 'video',
  container: 'mp4',
  codec: 'h264',
  width: 640,
  height: 360,
  rotation: 0,
  start: 0,
  duration: 8,
  frameRate: 25,
  frameCount: null,
  decoder: 'webcodecs',
  decoderDetail: 'WebCodecs (avc1)',
  warnings: [],
};

interface Fake {
  readonly clip: Clip;
  readonly plans: SamplingPlan[];
  /** Times of the frames that were asked for. */
  readonly taken: number[];
}

/** A clip whose frames come every 1/25 s from `start` on, by the sampling rule of the contract. */
function fakeClip(
  facts: Partial<ClipInfo>,
  { length = 8, indexed = true, failAt = Infinity, strict = false } = {},
): Fake {
  const own = { ...info, ...facts };
  const plans: SamplingPlan[] = [];
  const taken: number[] = [];
  const random = seededRandom(1);
  const times = Float64Array.from({ length: Math.round(length * 25) }, (_, n) => own.start + n / 25);
  async function* frames(plan: SamplingPlan): AsyncGenerator<Frame, void> {
    plans.push(plan);
    let interval = -Infinity;
    let index = 0;
    for (const timestamp of times) {
      if (timestamp > failAt) throw new AppError('decoder-failed', 'yard.mp4 is damaged after 2 s.');
      const at = plan.fps === 'all' ? timestamp : Math.floor((timestamp + 1e-6) * plan.fps);
      const isNew = at > interval;
      interval = at;
      if (!isNew || timestamp < (plan.from ?? -Infinity)) continue;
      taken.push(timestamp);
      const data = Uint8Array.from({ length: 64 * 64 * 3 }, () => random() * 256);
      yield { index: index++, timestamp, image: { width: 64, height: 64, data } };
    }
    if (index === 0 && strict) throw new AppError('no-frames', 'yard.mp4 has no frames there.');
  }
  const clip: Clip = {
    info: own,
    frames,
    pictures: () => {
      throw new Error('not needed');
    },
    thumbnails: () => {
      throw new Error('not needed');
    },
    frameTimes: async () => (indexed ? times : new Float64Array(0)),
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { clip, plans, taken };
}

const examine = (clip: Clip) => examineClip(clip, 'ab'.repeat(32), 'Fire/yard.mp4', detachedTask());

test('a short clip is read in one pass, one frame from each eighth', async () => {
  const { clip, plans, taken } = fakeClip({});
  expect(await examine(clip)).toMatchObject({
    kind: 'readable',
    path: 'Fire/yard.mp4',
    media: 'video',
    duration: 8,
    width: 640,
    decoder: 'WebCodecs (avc1)',
  });
  expect(plans).toHaveLength(1);
  expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('a long clip is read at eight moments, counted from its start', async () => {
  const { clip, plans, taken } = fakeClip({ start: 100, duration: 3600 }, { length: 3600 });
  const found = await examine(clip);
  expect(plans.map(({ from }) => from)).toEqual([100, 550, 1000, 1450, 1900, 2350, 2800, 3250]);
  expect(taken).toHaveLength(8);
  expect(found).toMatchObject({ fingerprint: { frames: { length: 8 } } });
});

test('the frame index tells a duration that the container does not', async () => {
  const { clip } = fakeClip({ start: 5, duration: null }, { length: 12 });
  const found = await examine(clip);
  expect(found).toMatchObject({ kind: 'readable', duration: expect.closeTo(12, 9) });
});

test('without duration and index the first eight seconds speak for the clip', async () => {
  const { clip, taken } = fakeClip({ duration: null }, { length: 60, indexed: false });
  expect(await examine(clip)).toMatchObject({ kind: 'readable', duration: 0 });
  expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('a picture gives one frame, which is its own background', async () => {
  const { clip, taken } = fakeClip({ kind: 'image', duration: 0 }, { length: 1 / 25 });
  const found = await examine(clip);
  expect(taken).toEqual([0]);
  expect(found).toMatchObject({ kind: 'readable', media: 'image', duration: 0 });
  if (found.kind === 'readable') expect(found.fingerprint.frames).toEqual([found.fingerprint.background]);
});

test.each([false, true])(
  'a clip shorter than its container says gives what it has (strict: %s)',
  async (strict) => {
    const { clip } = fakeClip({ duration: 100 }, { length: 30, strict });
    expect(await examine(clip)).toMatchObject({ fingerprint: { frames: { length: 3 } } });
  },
);

test('what cannot be decoded is unreadable, with the reason', async () => {
  expect(await examine(fakeClip({}, { failAt: 2 }).clip)).toEqual({
    kind: 'unreadable',
    path: 'Fire/yard.mp4',
    sizeBytes: 1000,
    reason: 'yard.mp4 is damaged after 2 s.',
  });
  expect(await examine(fakeClip({}, { length: 0 }).clip)).toMatchObject({
    kind: 'unreadable',
    reason: 'yard.mp4 holds no picture that can be shown.',
  });
});

test('an aborted look is not an unreadable file', async () => {
  const { clip } = fakeClip({});
  const broken = {
    ...clip,
    async *frames(): AsyncGenerator<Frame, void> {
      yield* [];
      throw new DOMException('stopped', 'AbortError');
    },
  };
  await expect(examine(broken)).rejects.toMatchObject({ name: 'AbortError' });
});
