import { seededRandom, toHalf, type Task } from '../../../../src/base/index.ts';
import type { EpochFigures, FitCheckpoint, FitSettings, HeadKind } from '../../../../src/contract/index.ts';
import { headShape, initialHeadWeights } from '../../../../src/model/index.ts';
import type { ClipSequence, EndedFit, HeadFit } from '../../../../src/training/fit/index.ts';

export const toyDepth = 10;
export const toyLabels = 3;
export const toyRule = { window: 4, hop: 2 };

/** Clips whose class shows as a bump on some features, each with an altered copy. */
export function toyClips(count: number, seed: number): ClipSequence[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, n) => {
    const truth = n % toyLabels;
    const rows = 2 + (n % 9);
    const variant = () => ({
      rows,
      featureLength: toyDepth,
      values: toHalf(
        Float32Array.from(
          { length: rows * toyDepth },
          (_value, i) => random() - 0.5 + ((i % toyDepth) % toyLabels === truth ? 0.6 : 0),
        ),
      ),
    });
    return { truth, group: `camera ${n % 4}`, variants: [variant(), variant()] };
  });
}

export const toySettings: FitSettings & { timeJitter: boolean } = {
  epochs: 5,
  batchSize: 8,
  learningRate: 0.01,
  schedule: 'cosine',
  patience: 100,
  dropout: 0.3,
  labelSmoothing: 0.05,
  loss: 'cross-entropy',
  q: 0.7,
  classWeights: true,
  seed: 7,
  timeJitter: true,
};

export function toyFit(kind: HeadKind, changes: Partial<HeadFit> = {}): HeadFit {
  const shape = headShape(kind, { labels: toyLabels, window: toyRule.window, featureLength: toyDepth });
  return {
    kind,
    ...toyRule,
    labels: toyLabels,
    train: toyClips(18, 1),
    validation: toyClips(9, 2),
    settings: toySettings,
    initial: initialHeadWeights({ ...shape, projection: 8, units: 8 }, 3),
    save: () => Promise.resolve(),
    ...changes,
  };
}

/** Runs a fit to its end and returns what it told and left. */
export async function finish(
  fit: AsyncGenerator<EpochFigures, EndedFit>,
): Promise<{ told: EpochFigures[]; ended: EndedFit }> {
  const told: EpochFigures[] = [];
  for (;;) {
    const step = await fit.next();
    if (step.done === true) return { told, ended: step.value };
    told.push(step.value);
  }
}

/** A task that aborts itself when it has done so many optimizer steps. */
export function abortAfter(steps: number): Task {
  const controller = new AbortController();
  let seen = 0;
  return {
    signal: controller.signal,
    onProgress: () => {
      if (++seen === steps) controller.abort();
    },
  };
}

/** What must be equal to the bit. */
export function bitsOf({ weights, best, firstMoments, secondMoments, steps, epoch }: FitCheckpoint) {
  return {
    weights: weights.map(({ name, values }) => [name, [...values]]),
    best: best?.weights.map(({ values }) => [...values]),
    moments: [...firstMoments, ...secondMoments].map((values) => [...values]),
    steps,
    epoch,
  };
}
