import { describe, expect, test } from 'vitest';
import { fromHalf, seededRandom, toHalf } from '../../../../src/base/index.ts';
import { classWeights, type ClipSequence } from '../../../../src/training/fit/index.ts';
import { clipScores } from '../../../../src/training/fit/clip-scores.ts';
import { drawWindows, mostWindowsPerClip } from '../../../../src/training/fit/draw-windows.ts';
import { dropoutMask } from '../../../../src/training/fit/dropout-mask.ts';
import { learningRateAt } from '../../../../src/training/fit/learning-rate.ts';
import { lossTargets } from '../../../../src/training/fit/loss-targets.ts';
import { windowBatch } from '../../../../src/training/fit/window-batch.ts';

/** A clip whose features say where they come from: 100 · variant + row. */
function countingClip(truth: number, rows: number, variants = 1): ClipSequence {
  return {
    truth,
    group: 'a',
    variants: Array.from({ length: variants }, (_, v) => ({
      rows,
      featureLength: 2,
      values: toHalf(Float32Array.from({ length: rows * 2 }, (_value, i) => 100 * v + Math.floor(i / 2))),
    })),
  };
}

describe('windows of an epoch', () => {
  const rule = { window: 4, hop: 2 };
  const rowsOf = (clip: ClipSequence, timeJitter: boolean, seed = 1) =>
    drawWindows([clip], { ...rule, timeJitter }, seededRandom(seed)).map(({ rows }) => [...rows]);

  test('without jitter they are the application’s own, each at most once', () => {
    const taken = rowsOf(countingClip(0, 7), false).sort((a, b) => (a[0] as number) - (b[0] as number));
    expect(taken).toEqual([
      [0, 1, 2, 3],
      [2, 3, 4, 5],
      [3, 4, 5, 6],
    ]);
  });
  test('a clip shorter than a window repeats its last row, with and without jitter', () => {
    expect(rowsOf(countingClip(0, 2), false)).toEqual([[0, 1, 1, 1]]);
    for (let seed = 0; seed < 20; seed++) {
      for (const window of rowsOf(countingClip(0, 2), true, seed)) {
        expect(Math.max(...window)).toBeLessThanOrEqual(1);
        expect([...window].sort((a, b) => a - b)).toEqual(window);
      }
    }
  });
  test('a long clip gives no more than its share', () => {
    expect(rowsOf(countingClip(0, 400), true)).toHaveLength(mostWindowsPerClip);
    expect(rowsOf(countingClip(0, 400), false)).toHaveLength(mostWindowsPerClip);
  });
  test('jitter reaches every start and each of the three speeds, and no row outside', () => {
    const all = Array.from({ length: 200 }, (_, seed) => rowsOf(countingClip(0, 9), true, seed)).flat();
    expect(new Set(all.map(([first]) => first))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
    expect(new Set(all.map((w) => (w[3] as number) - (w[0] as number)))).toEqual(new Set([1, 3, 4]));
    expect(Math.max(...all.flat())).toBe(8);
  });
  test('all variants are used, and the order is shuffled', () => {
    const clips = Array.from({ length: 30 }, (_, n) => countingClip(n, 4, 3));
    const draws = drawWindows(clips, { ...rule, timeJitter: false }, seededRandom(2));
    const variantOf = (n: number) =>
      clips[draws[n]?.truth ?? 0]?.variants.indexOf(draws[n]?.variant as never);
    expect(new Set(draws.map((_, n) => variantOf(n)))).toEqual(new Set([0, 1, 2]));
    expect(draws.map(({ truth }) => truth)).not.toEqual(clips.map(({ truth }) => truth));
  });
});

test('a batch lies steps first, with its mean over time, and masks one window’s features at all its steps', () => {
  const variant = countingClip(0, 5).variants[0];
  if (!variant) throw new Error('no variant');
  const draws = [
    { variant, rows: Int32Array.of(0, 1) },
    { variant, rows: Int32Array.of(3, 4) },
  ];
  const { steps, average } = windowBatch(draws);
  expect([...steps]).toEqual([0, 0, 3, 3, 1, 1, 4, 4]);
  expect([...average]).toEqual([0.5, 0.5, 3.5, 3.5]);
  const masked = windowBatch(draws, Float32Array.of(0, 2, 2, 0));
  expect([...masked.steps]).toEqual([0, 0, 6, 0, 0, 2, 8, 0]);
  expect([...masked.average]).toEqual([0, 1, 7, 0]);
  expect([...fromHalf(variant.values)].slice(0, 4)).toEqual([0, 0, 1, 1]);
});

test('dropout drops its share and keeps the mean', () => {
  const mask = dropoutMask(20_000, 0.3, seededRandom(1));
  const kept = mask.filter((factor) => factor > 0).length / mask.length;
  // 20,000 draws: a standard error of 0.003.
  expect(kept).toBeCloseTo(0.7, 1);
  expect(mask.reduce((sum, factor) => sum + factor, 0) / mask.length).toBeCloseTo(1, 1);
});

describe('class weights', () => {
  test('are inverse to frequency with mean 1 over windows', () => {
    expect(classWeights([30, 10])).toEqual([2 / 3, 2]);
  });
  test('are capped, and still have mean 1', () => {
    const weights = classWeights([990, 10, 0]);
    expect(((weights[0] as number) * 990 + (weights[1] as number) * 10) / 1000).toBeCloseTo(1, 12);
    expect((weights[1] as number) / (weights[0] as number)).toBeCloseTo(5 / (1000 / (2 * 990)), 9);
    expect(weights[2]).toBe(1);
  });
});

test('targets are smoothed and weighted by the true class', () => {
  const targets = [...lossTargets([1, 0], [1, 3], 0.1)];
  [0.15, 2.85, 0.95, 0.05].forEach((value, i) => expect(targets[i]).toBeCloseTo(value, 6));
});

test('the rate stays, or falls along half a cosine to nothing', () => {
  const at = (schedule: 'constant' | 'cosine', done: number) =>
    learningRateAt({ learningRate: 2, schedule }, done);
  expect([at('constant', 0), at('constant', 1)]).toEqual([2, 2]);
  expect(
    [at('cosine', 0), at('cosine', 0.5), at('cosine', 1)].map((rate) => Math.round(rate * 1e9) / 1e9),
  ).toEqual([2, 1, 0]);
});

test('clips are scored by the mean of their windows’ probabilities', () => {
  const sure = Math.log(9);
  const logits = [Float32Array.of(sure, 0, 0, 0), Float32Array.of(0, sure), Float32Array.of(sure, 0)];
  const scores = clipScores(logits, [0, 1, 1], 2);
  expect(scores.loss).toBeCloseTo(-(Math.log(0.7) + Math.log(0.9) + Math.log(0.1)) / 3, 6);
  expect(scores.accuracy).toBeCloseTo(2 / 3, 12);
  // F1 of class 0: 2·1/(2+1); of class 1: 2·1/(1+2).
  expect(scores.macroF1).toBeCloseTo(2 / 3, 12);
});
