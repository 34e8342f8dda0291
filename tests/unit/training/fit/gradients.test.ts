import { beforeAll, describe, expect, test, vi } from 'vitest';
import { tf } from '../../../../src/compute/index.ts';
import type { FitSettings, HeadKind } from '../../../../src/contract/index.ts';
import { headLogits } from '../../../../src/model/index.ts';
import { adamStep, freshAdam } from '../../../../src/training/fit/adam.ts';
import { lossTargets } from '../../../../src/training/fit/loss-targets.ts';
import { fitLoss } from '../../../../src/training/fit/loss.ts';
import { slopesOf, type BatchLoss } from '../../../../src/training/fit/tensor-stepper.ts';
import golden from '../../../fixtures/training/fit-head.json';
import { expectDifferences, fill, goldenWeights } from './fit-golden.ts';

const { rows, window, featureLength, labels, truths, q } = golden;

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
      await expectDifferences(
        weights,
        slopes,
        async (changed) => (await slopesOf(lossOf(kind, loss), changed)).loss,
      );
    },
  );
});
