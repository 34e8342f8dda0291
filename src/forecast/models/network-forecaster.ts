import { AppError, type Task } from '../../base/index.ts';
import type { NetworkSettings } from '../../contract/index.ts';
import type { FitInput, FittedModel } from './fitted-model.ts';
import type { NetworkKind } from './network.ts';
import { NetworkRun } from './network-run.ts';

/** The paper's settings. */
export const networkDefaults: NetworkSettings = {
  units: 64,
  dropout: 0.2,
  batch: 32,
  epochs: 40,
  patience: 10,
  learningRate: 1e-3,
  scaling: 'span',
};

/** Last share of the training span that stops the training early and calibrates intervals; never fitted. */
export const heldOutShare = 0.1;
const leastRows = 32;

/**
 * Trains one of the paper's networks: min-max scaled windows, Adam (1e-3), batches of 32, mean squared error, stopped
 * when the last tenth of the training span has not improved for ten epochs. What is kept is a running mean of
 * the weights, and of the epochs that cannot be told from the best on that tail, within one standard error, the first
 * (Breiman et al. 1984): later ones fit the levels of the past more closely, and say less about new ones.
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
  let best = { epoch: -1, error: Infinity, doubt: 0, weights: new Float32Array() };
  const records: (typeof best)[] = [];
  for await (const { epoch, trainingError, averaged } of run.epochs(task)) {
    const { error, doubt } = run.errorOver(heldOutFrom, trainEnd, averaged);
    training.push(trainingError);
    validation.push(error);
    if (error < best.error) {
      best = { epoch, error, doubt, weights: averaged.slice() };
      records.push(best);
    }
    if (epoch + 1 >= settings.epochs || epoch - best.epoch >= settings.patience) break;
  }
  const { epoch: chosen, weights } = records.find(({ error }) => error <= best.error + best.doubt) ?? best;
  return {
    detail: `${settings.units} units, dropout ${settings.dropout}, window ${window}, batch ${settings.batch}; ${training.length} epochs, weights of number ${chosen + 1}`,
    curve: { training, validation, bestEpoch: chosen },
    earliest: window,
    heldOutFrom,
    predict: (queries) => Promise.resolve(run.predict(queries, weights)),
  };
}
