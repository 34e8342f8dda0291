import { beforeAll, describe, expect, test, vi } from 'vitest';
import { tf } from '../../../../src/compute/index.ts';
import type { FitSettings, HeadKind, NamedWeight } from '../../../../src/contract/index.ts';
import { headLogits } from '../../../../src/model/index.ts';
import { adamStep, freshAdam } from '../../../../src/training/fit/adam.ts';
import { fitLoss, lossTargets } from '../../../../src/training/fit/loss.ts';
import { slopesOf, type BatchLoss } from '../../../../src/training/fit/run-course.ts';
import golden from '../../../fixtures/training/fit-head.json';

const { rows, window, featureLength, labels, truths, q } = golden;

function fill(count: number, seed: number, scale: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(seed + 1.7 * i) * scale);
}

function goldenWeights(kind: string): NamedWeight[] {
  return golden.weights
    .filter(({ name }) =>
      kind === 'lstm' ? !name.startsWith('frame') : kind !== 'cnn' || name.startsWith('frame'),
    )
    .map(({ name, shape, seed, scale }) => ({
      name,
      shape,
      values: fill(
        shape.reduce((a, b) => a * b, 1),
        seed,
        scale,
      ),
    }));
}

function lossOf(kind: HeadKind, loss: FitSettings['loss']): BatchLoss {
  return (weights) => {
    const windows = tf.tensor(fill(rows * window * featureLength, 1.3, 1), [rows, window, featureLength]);
    const steps = tf.transpose(windows, [1, 0, 2]) as tf.Tensor3D;
    const targets = tf.tensor(lossTargets(truths, golden.classWeights, golden.smoothing), [rows, labels]);
    return fitLoss(headLogits(kind, { steps }, weights), targets as tf.Tensor2D, { loss, q });
  };
}

vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test.each(golden.fits)(
  'the $kind head with $loss falls step by step as in PyTorch',
  async ({ kind, loss, losses }) => {
    const weights = goldenWeights(kind);
    let adam = freshAdam(weights);
    for (const expected of losses) {
      const step = await slopesOf(lossOf(kind as HeadKind, loss as FitSettings['loss']), weights);
      // float32 here, float64 there: a few roundings of a loss near 1, which twelve steps at rate 0.01 do not magnify.
      expect(Math.abs(step.loss - expected)).toBeLessThan(1e-5);
      adam = adamStep(weights, step.slopes, adam, golden.rate);
    }
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) * 0.97);
  },
);

describe.each(['hybrid', 'cnn', 'lstm'] as const)('the %s head', (kind) => {
  test.each(['cross-entropy', 'generalised-cross-entropy'] as const)(
    'slopes of the %s equal central differences',
    async (loss) => {
      const weights = goldenWeights(kind);
      const { slopes } = await slopesOf(lossOf(kind, loss), weights);
      const valueAt = async (changed: readonly NamedWeight[]) =>
        (await slopesOf(lossOf(kind, loss), changed)).loss;
      const step = 2.5e-3;
      for (const [at, weight] of weights.entries()) {
        for (const i of [0, Math.floor(weight.values.length / 2), weight.values.length - 1]) {
          const shifted = (by: number) =>
            weights.map((other) =>
              other === weight
                ? { ...other, values: other.values.map((v, k) => (k === i ? v + by : v)) }
                : other,
            );
          const numeric = ((await valueAt(shifted(step))) - (await valueAt(shifted(-step)))) / (2 * step);
          // Two float32 losses near 1 carry roundings of about 2e-7 each: 8e-5 over 2 · 0.0025. A relu that turns within
          // the step adds a share of the step, which is less.
          expect(Math.abs(numeric - (slopes[at]?.[i] ?? NaN))).toBeLessThan(2e-4);
        }
        // No weight is left out: each array moves the loss.
        expect(Math.max(...(slopes[at] ?? []).map(Math.abs))).toBeGreaterThan(5e-4);
      }
    },
  );
});
