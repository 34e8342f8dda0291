import { detachedTask, seededRandom, toHalf } from '../../../src/base/index.ts';
import { ComputeEngine } from '../../../src/compute/index.ts';
import type { EpochFigures, FitSettings } from '../../../src/contract/index.ts';
import { headShape, initialHeadWeights } from '../../../src/model/index.ts';
import { fitHead, type ClipSequence, type EndedFit } from '../../../src/training/fit/index.ts';
import { drawWindows } from '../../../src/training/fit/draw-windows.ts';
import { runCourse } from '../../../src/training/fit/run-course.ts';
import { PlainLstm, plainWeights } from './plain-lstm.ts';

/** The hybrid head, or one LSTM of 128 units on the features themselves with a dense layer on its last state. */
export type TimedNetwork = 'hybrid' | 'lstm128';

export interface EpochTiming {
  readonly seconds: number;
  readonly loss: number;
}

const [clips, window, depth, labels] = [600, 16, 1280, 6];
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
    initial: plainWeights(depth, labels),
    draw: (random: () => number) => drawWindows(given, { ...rule, timeJitter: false }, random),
    stepper: new PlainLstm(window, depth, labels, settings),
    validate: () => Promise.resolve(null),
  };
  return runCourse(course, settings, control, detachedTask());
}

async function lastOf(fit: AsyncGenerator<EpochFigures, EndedFit>): Promise<EpochFigures> {
  let last: EpochFigures | undefined;
  for await (const figures of fit) last = figures;
  if (!last) throw new Error('The fit told of no epoch.');
  return last;
}
