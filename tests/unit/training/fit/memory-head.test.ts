import { beforeAll, describe, expect, test, vi } from 'vitest';
import { detachedTask, fromHalf, seededRandom } from '../../../../src/base/index.ts';
import { tf } from '../../../../src/compute/index.ts';
import type { FitSettings, HeadKind } from '../../../../src/contract/index.ts';
import { freshAdam } from '../../../../src/training/fit/adam.ts';
import { drawWindows } from '../../../../src/training/fit/draw-windows.ts';
import { headBatchLoss } from '../../../../src/training/fit/fit-head.ts';
import { KernelStepper } from '../../../../src/training/fit/kernel-stepper.ts';
import { lossAndSlope } from '../../../../src/training/fit/loss-and-slope.ts';
import { lossTargets } from '../../../../src/training/fit/loss-targets.ts';
import { MemoryHead } from '../../../../src/training/fit/memory-head.ts';
import { TensorStepper } from '../../../../src/training/fit/tensor-stepper.ts';
import golden from '../../../fixtures/training/fit-head.json';
import { expectDifferences, fill, goldenWeights } from './fit-golden.ts';
import { toyClips, toyFit, toyRule, toySettings } from './toy-fit.ts';

/* A head in one memory, by kernels, against PyTorch, against finite differences and against TensorFlow.js. */

const { rows, window, featureLength, labels, truths, q } = golden;
const kinds = ['hybrid', 'cnn', 'lstm'] as const;
const losses = ['cross-entropy', 'generalised-cross-entropy'] as const;

vi.setConfig({ testTimeout: 60_000 });

/** A head that holds the golden's windows. */
function goldenHead(kind: HeadKind): MemoryHead {
  const weights = goldenWeights(kind);
  const head = new MemoryHead({ kind, labels, window, featureLength, mostRows: rows }, weights);
  const given = fill(rows * window * featureLength, 1.3, 1);
  const { depth } = head;
  for (let n = 0; n < rows; n++) {
    for (let t = 0; t < window; t++) {
      for (let d = 0; d < featureLength; d++) {
        const value = given[(n * window + t) * featureLength + d] as number;
        head.steps.values[(t * rows + n) * depth + d] = value;
        const mean = head.average.values[n * depth + d] as number;
        head.average.values[n * depth + d] = mean + value / window;
      }
    }
  }
  head.load({ weights, ...freshAdam(weights) });
  return head;
}

function lossOf(head: MemoryHead, loss: string): ReturnType<typeof lossAndSlope> {
  const targets = lossTargets(truths, golden.classWeights, golden.smoothing);
  return lossAndSlope(head.forward(rows), targets, rows, { loss: loss as FitSettings['loss'], q });
}

test.each(golden.fits)(
  'the $kind head with $loss falls step by step as in PyTorch',
  ({ kind, loss, losses: expected }) => {
    const head = goldenHead(kind as HeadKind);
    for (const value of expected) {
      const step = lossOf(head, loss);
      // float32 here, float64 there: a few roundings of a loss near 1, which twelve steps at rate 0.01 do not magnify.
      expect(Math.abs(step.loss - value)).toBeLessThan(1e-5);
      head.backward(step.slope, rows);
      head.descend(golden.rate);
    }
  },
);

describe.each(kinds)('the %s head', (kind) => {
  test.each(losses)('slopes of the %s equal central differences', async (loss) => {
    const head = goldenHead(kind);
    const weights = goldenWeights(kind);
    head.backward(lossOf(head, loss).slope, rows);
    const slopes = head.slopes();
    await expectDifferences(weights, slopes, (changed) => {
      head.load({ weights: changed, ...freshAdam(changed) });
      return lossOf(head, loss).loss;
    });
  });
});

describe('steps', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  test.each(kinds)('of the %s head are those of automatic differentiation, chance included', async (kind) => {
    const fit = toyFit(kind);
    const weights = [0.7, 1.1, 1.2];
    const start = { weights: fit.initial, ...freshAdam(fit.initial) };
    const steppers = [
      new KernelStepper(fit, weights),
      new TensorStepper(headBatchLoss(fit, weights)),
    ] as const;
    const curves: number[][] = [];
    for (const stepper of steppers) {
      const random = seededRandom(4);
      stepper.load(start);
      const curve: number[] = [];
      for (let n = 0; n < 20; n++) {
        const batch = drawWindows(toyClips(18, 1), { ...toyRule, timeJitter: true }, random).slice(
          0,
          toySettings.batchSize,
        );
        curve.push(await stepper.step(batch, random, 0.02, detachedTask()));
      }
      curves.push(curve);
    }
    const [own, tensors] = curves as [number[], number[]];
    // float32 rounding of losses near 1, through twenty steps.
    own.forEach((loss, n) => expect(Math.abs(loss - (tensors[n] as number))).toBeLessThan(1e-5));
    expect(own.at(-1)).toBeLessThan((own[0] as number) * 0.97);
    const [state, other] = steppers.map((stepper) => stepper.state());
    expect(state?.steps).toBe(20);
    state?.weights.forEach(({ name, shape, values }, at) => {
      expect([name, shape]).toEqual([other?.weights[at]?.name, other?.weights[at]?.shape]);
      // Adam divides by the size of a slope: where that is near 0, its rounding moves a weight by part of a step.
      values.forEach((value, i) =>
        expect(Math.abs(value - (other?.weights[at]?.values[i] as number))).toBeLessThan(4e-3),
      );
    });
  });

  test('go on from their state with the same bits', async () => {
    const fit = toyFit('hybrid');
    const steps = async (stepper: KernelStepper, seed: number) => {
      const random = seededRandom(seed);
      for (let n = 0; n < 4; n++) {
        const batch = drawWindows(toyClips(9, 1), { ...toyRule, timeJitter: true }, random).slice(0, 5);
        await stepper.step(batch, random, 0.02);
      }
      return stepper.state();
    };
    const whole = new KernelStepper(fit, [1, 1, 1]);
    whole.load({ weights: fit.initial, ...freshAdam(fit.initial) });
    const middle = await steps(whole, 1);
    const ended = await steps(whole, 2);
    const resumed = new KernelStepper(fit, [1, 1, 1]);
    resumed.load(middle);
    expect(await steps(resumed, 2)).toEqual(ended);
    expect(ended.weights).not.toEqual(middle.weights);
  });
});

test('every half-precision number unpacks to what it is', () => {
  const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
  const head = new MemoryHead({ kind: 'cnn', labels: 3, window: 1, featureLength: 65536, mostRows: 1 }, [
    { name: 'frame_logits/kernel', shape: [65536, 3], values: new Float32Array(0) },
    { name: 'frame_logits/bias', shape: [3], values: new Float32Array(0) },
  ]);
  head.halves.set(all);
  head.unpack(1);
  const isNumber = (pattern: number) => (pattern & 0x7c00) !== 0x7c00 || (pattern & 0x3ff) === 0;
  const numbers = [...all].filter(isNumber);
  const expected = fromHalf(all);
  expect(numbers.map((pattern) => head.steps.values[pattern])).toEqual(
    numbers.map((pattern) => expected[pattern]),
  );
  expect(numbers).toHaveLength(65536 - 2 * 1023);
});
