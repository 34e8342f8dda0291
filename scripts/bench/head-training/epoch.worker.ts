import { detachedTask, seededRandom, toHalf } from '../../../src/base/index.ts';
import { ComputeEngine, lstmByStep, tf } from '../../../src/compute/index.ts';
import type { EpochFigures, FitSettings, NamedWeight } from '../../../src/contract/index.ts';
import { headShape, initialHeadWeights } from '../../../src/model/index.ts';
import { fitHead, type ClipSequence, type EndedFit } from '../../../src/training/fit/index.ts';
import { drawWindows, type WindowDraw } from '../../../src/training/fit/draw-windows.ts';
import { fitLoss, lossTargets } from '../../../src/training/fit/loss.ts';
import { runCourse } from '../../../src/training/fit/run-course.ts';
import { windowBatch } from '../../../src/training/fit/window-batch.ts';

/** The hybrid head, or one LSTM of 128 units on the features themselves with a dense layer on its last state. */
export type TimedNetwork = 'hybrid' | 'lstm128';

export interface EpochTiming {
  readonly seconds: number;
  readonly loss: number;
}

const [clips, window, depth, labels, units] = [600, 16, 1280, 6, 128];
const rule = { window, hop: window };

const settings: FitSettings = {
  epochs: 1,
  batchSize: 32,
  learningRate: 1e-3,
  schedule: 'constant',
  patience: 1,
  dropout: 0,
  labelSmoothing: 0,
  loss: 'cross-entropy',
  q: 0.7,
  classWeights: false,
  seed: 1,
};

let train: readonly ClipSequence[] | undefined;

self.onmessage = async ({ data }: MessageEvent<TimedNetwork>) => {
  if (!train) {
    await ComputeEngine.start('wasm', detachedTask());
    train = randomClips();
  }
  const figures = await lastOf(data === 'hybrid' ? fitHybrid(train) : fitPlain(train));
  self.postMessage({ seconds: figures.seconds, loss: figures.trainLoss } satisfies EpochTiming);
};

function randomClips(): ClipSequence[] {
  const random = seededRandom(1);
  return Array.from({ length: clips }, (_, n) => ({
    truth: n % labels,
    group: '',
    variants: [
      {
        rows: window,
        featureLength: depth,
        values: toHalf(Float32Array.from({ length: window * depth }, () => 2 * random())),
      },
    ],
  }));
}

function fitHybrid(given: readonly ClipSequence[]): AsyncGenerator<EpochFigures, EndedFit> {
  const initial = initialHeadWeights(headShape('hybrid', { labels, window, featureLength: depth }), 1);
  const fit = { kind: 'hybrid' as const, ...rule, labels, train: given, validation: [], initial };
  return fitHead(
    { ...fit, settings: { ...settings, timeJitter: false }, save: () => Promise.resolve() },
    detachedTask(),
  );
}

function fitPlain(given: readonly ClipSequence[]): AsyncGenerator<EpochFigures, EndedFit> {
  const control = { save: () => Promise.resolve() };
  const course = {
    initial: plainWeights(),
    draw: (random: () => number) => drawWindows(given, { ...rule, timeJitter: false }, random),
    prepare: (batch: readonly WindowDraw[]) => Promise.resolve(plainLoss(batch)),
    validate: () => Promise.resolve(null),
  };
  return runCourse(course, settings, control, detachedTask());
}

function plainLoss(batch: readonly WindowDraw[]) {
  const { steps } = windowBatch(batch);
  const targets = lossTargets(
    batch.map(({ truth }) => truth),
    new Array<number>(labels).fill(1),
    0,
  );
  return (weights: Readonly<Record<string, tf.Tensor>>) => {
    const x = tf.tensor(steps, [window, batch.length, depth]) as tf.Tensor3D;
    const hidden = lstmByStep(x, {
      kernel: weights['kernel'] as tf.Tensor2D,
      recurrent: weights['recurrent'] as tf.Tensor2D,
      bias: weights['bias'] as tf.Tensor1D,
    });
    const last = hidden.slice([window - 1, 0, 0], [1, batch.length, units]).reshape([batch.length, units]);
    const logits = tf.add(
      tf.matMul(last as tf.Tensor2D, weights['out'] as tf.Tensor2D),
      weights['outBias'] as tf.Tensor,
    );
    return fitLoss(
      logits as tf.Tensor2D,
      tf.tensor(targets, [batch.length, labels]) as tf.Tensor2D,
      settings,
    );
  };
}

function plainWeights(): NamedWeight[] {
  const random = seededRandom(2);
  const shapes = {
    kernel: [depth, 4 * units],
    recurrent: [units, 4 * units],
    bias: [4 * units],
    out: [units, labels],
    outBias: [labels],
  };
  return Object.entries(shapes).map(([name, shape]) => ({
    name,
    shape,
    values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (2 * random() - 1) * 0.05),
  }));
}

async function lastOf(fit: AsyncGenerator<EpochFigures, EndedFit>): Promise<EpochFigures> {
  let last: EpochFigures | undefined;
  for await (const figures of fit) last = figures;
  if (!last) throw new Error('The fit told of no epoch.');
  return last;
}
