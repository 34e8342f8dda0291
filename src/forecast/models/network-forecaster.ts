import { AppError, type Task } from '../../base/index.ts';
import type { NetworkSettings } from '../../contract/index.ts';
import type { FitInput, FittedModel } from './fitted-model.ts';
import type { NetworkKind } from './network.ts';
import { NetworkRun } from './network-run.ts';

/**
 * The paper's sizes and rates. When to stop and what numbers are measured by is not the paper's: both were chosen on
 * years before the test span (scripts/forecast/choose-stopping.ts).
 */
export const networkDefaults: NetworkSettings = {
  units: 64,
  dropout: 0.2,
  batch: 32,
  epochs: 40,
  patience: 10,
  learningRate: 1e-3,
  scaling: 'week',
  stopping: 'fixed',
};

/** How the paper does what {@link networkDefaults} does otherwise. */
export const paperNetwork = {
  scaling: 'span',
  stopping: 'early',
} as const satisfies Partial<NetworkSettings>;

/** Last share of the training span that stops the training early and calibrates intervals; never fitted. */
export const heldOutShare = 0.1;
const leastRows = 32;

/**
 * Trains one of the paper's networks: scaled windows, Adam (1e-3), batches of 32, mean squared error. The last tenth of
 * the training span is never fitted: it stops the training, where that is asked for, and calibrates intervals.
 * @throws AppError 'input-invalid' when the span is shorter than the window needs.
 */
export async function fitNetwork(kind: NetworkKind, input: FitInput, task: Task): Promise<FittedModel> {
  const settings = { ...networkDefaults, ...input.network };
  const { trainEnd, window } = input;
  const heldOutFrom = trainEnd - Math.max(leastRows, Math.floor(trainEnd * heldOutShare));
  if (heldOutFrom - window < leastRows) {
    throw new AppError(
      'input-invalid',
      `Too short for a window of ${window} steps: ${trainEnd} to train on.`,
      {
        remedy: 'Choose a shorter window, or a longer file.',
      },
    );
  }
  const run = new NetworkRun(kind, input, settings, heldOutFrom);
  const training: number[] = [];
  const validation: number[] = [];
  let kept = { epoch: -1, error: Infinity, weights: new Float32Array() };
  for await (const { epoch, trainingError, weights, averaged } of run.epochs(task)) {
    const isEarly = settings.stopping === 'early';
    const own = isEarly ? weights : averaged;
    const { error } = run.errorOver(heldOutFrom, trainEnd, own);
    training.push(trainingError);
    validation.push(error);
    if (!isEarly || error < kept.error) kept = { epoch, error, weights: own.slice() };
    if (epoch + 1 >= settings.epochs || epoch - kept.epoch >= settings.patience) break;
  }
  const { epoch: chosen, weights } = kept;
  return {
    detail: `${settings.units} units, dropout ${settings.dropout}, window ${window}, batch ${settings.batch}; ${training.length} epochs, weights of number ${chosen + 1}`,
    curve: { training, validation, bestEpoch: chosen },
    earliest: window,
    heldOutFrom,
    predict: (queries) => Promise.resolve(run.predict(queries, weights)),
  };
}
