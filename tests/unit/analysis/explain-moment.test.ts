import { describe, expect, test } from 'vitest';
import { detachedTask } from '../../../src/base/index.ts';
import { analyseClip, explainMoment } from '../../../src/analysis/index.ts';
import type { AnalysisResult, Clip, Frame, SamplingPlan } from '../../../src/contract/index.ts';
import type { ExplainableNetwork } from '../../../src/model/index.ts';
import { IntervalPicker } from '../../../src/video/interval-picker.ts';
import { brightnessClassifier, fakeClip, manifest } from './fake-clip.ts';

/** A clip that takes frames by the plan, as the decoders do. */
function sampledClip(frames: readonly (readonly [number, number])[], info: Partial<Clip['info']> = {}): Clip {
  const clip = fakeClip(frames, info);
  return {
    info: clip.info,
    async *frames(plan: SamplingPlan): AsyncGenerator<Frame, void> {
      const picker = new IntervalPicker(plan);
      for await (const frame of clip.frames()) if (picker.takes(frame.timestamp)) yield frame;
    },
    pictures: () => clip.pictures(),
    thumbnails: () => clip.thumbnails(),
    frameTimes: () => clip.frameTimes(),
    [Symbol.asyncDispose]: () => clip[Symbol.asyncDispose](),
  };
}

/** The brightness classifier, with the first pixel as a map of one place. Logit of Fire: 10 · last row − 5. */
function network(): ExplainableNetwork {
  const { embed, classify } = brightnessClassifier();
  return {
    manifest,
    mapShape: { pooling: 'average', height: 1, width: 1, channels: 1 },
    embed,
    classify,
    async embedWithMaps(input, count) {
      const features = await embed(input, count);
      return { maps: features.slice(), features };
    },
    async logitGradient(windows) {
      return Float32Array.from(windows, (_, i) => (i % 4 === 3 ? 10 : 0));
    },
  };
}

async function analysed(clip: Clip, span?: { from: number; to: number }): Promise<AnalysisResult> {
  const context = {
    classifier: brightnessClassifier(),
    backend: () => ({}) as never,
    loadSeconds: 0,
    batchSize: 2,
  };
  for await (const update of analyseClip(
    clip,
    context,
    { decoder: 'auto', ...(span ? { span } : {}) },
    detachedTask(),
  ))
    if (update.kind === 'finished') return update.result;
  throw new Error('not finished');
}

const explain = (clip: Clip, at: number, more = {}) =>
  explainMoment(
    clip,
    { network: network(), batchSize: 2 },
    { decoder: 'auto', at, label: 'Fire', method: 'auto', ...more },
    detachedTask(),
  );

const even = Array.from({ length: 21 }, (_, k) => [k / 8, ((k * 7) % 10) / 10] as const);

describe.each([
  ['even', sampledClip(even), undefined],
  [
    'offset by a start that is no grid point',
    sampledClip(even.map(([t, b]) => [t + 3.1, b] as const)),
    undefined,
  ],
  [
    'with holes and a long pause',
    sampledClip([
      [0, 0.1],
      [0.3, 0.9],
      [0.55, 0.3],
      [3.2, 0.7],
      [3.3, 0.2],
      [4.9, 0.6],
    ]),
    undefined,
  ],
  [
    'shorter than a window',
    sampledClip([
      [0, 0.2],
      [0.25, 0.8],
    ]),
    undefined,
  ],
  ['one picture', sampledClip([[0, 0.4]], { kind: 'image', duration: 0 }), undefined],
  ['in a span', sampledClip(even), { from: 0.6, to: 2.1 }],
  ['of unknown length', sampledClip(even, { duration: null }), undefined],
])('a clip %s', (_name, clip, span) => {
  test('each window’s probability is the one that the analysis told', async () => {
    const { track } = await analysed(clip, span);
    for (const [row, at] of track.timestamps.entries()) {
      const { probabilities, window } = await explain(clip, at, span ? { span } : {});
      expect([...probabilities]).toEqual([...track.values.subarray(row * 2, row * 2 + 2)]);
      expect((window.from + window.to) / 2).toBeCloseTo(at, 9);
    }
    expect(track.timestamps.length).toBeGreaterThan(0);
  });
});

test('a held frame stands at several steps, and the evidence at the last', async () => {
  const clip = sampledClip([
    [0, 0.1],
    [0.3, 0.9],
    [3.2, 0.7],
  ]);
  const { timestamps, contributions, maps, method, baseline } = await explain(clip, 1);
  expect(method).toBe('gradient');
  expect([...timestamps]).toEqual([0.3, 0.3, 0.3, 0.3]);
  expect(baseline).toBe(-5);
  expect(contributions[3]).toBeCloseTo(10 * 0.9, 1);
  expect([...contributions.subarray(0, 3)]).toEqual([0, 0, 0]);
  expect([...maps.values]).toEqual([...contributions]);
});

test('maps lie in what is left without black bars', async () => {
  const image = { width: 8, height: 8, data: new Uint8Array(8 * 8 * 3).fill(200) };
  image.data.fill(0, 0, 8 * 2 * 3);
  const bars: Clip = {
    ...sampledClip(even),
    async *frames() {
      for (let index = 0; index < 8; index++) yield { index, timestamp: index / 4, image };
    },
  };
  const { region } = await explain(bars, 0.5);
  expect(region).toEqual({ x: 0, y: 0.25, width: 1, height: 0.75 });
});

test('a moment without a picture is told', async () => {
  await expect(explain(sampledClip([]), 1)).rejects.toMatchObject({ code: 'no-frames' });
});
