import { AppError, breathe, seededRandom, shuffled, type Task } from '../../base/index.ts';
import type { NetworkSettings } from '../../contract/index.ts';
import { calendarDay, MinMax } from '../series/index.ts';
import type { FitInput, FittedModel, Query } from './fitted-model.ts';
import { Network, type NetworkKind } from './network.ts';

/** The paper's settings. */
export const networkDefaults: NetworkSettings = {
  units: 64,
  dropout: 0.2,
  batch: 32,
  epochs: 40,
  patience: 10,
  learningRate: 1e-3,
};

/** Last share of the training span that stops the training early and calibrates intervals; never fitted. */
export const heldOutShare = 0.1;
/** Rows predicted at once at least, however small the batches. */
const leastBatch = 32;
/** Share of the mean of the weights that a step keeps. */
const averageKeeps = 0.998;
/** Time between looks for a cancel message, ms. */
const breathEvery = 100;
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
  const { values, days, trainEnd, window, seed } = input;
  const heldOutFrom = trainEnd - Math.max(leastRows, Math.floor(trainEnd * heldOutShare));
  if (heldOutFrom - window < leastRows) {
    throw new AppError('input-invalid', `Too short for a window of ${window} steps: ${trainEnd} to train on.`, {
      remedy: 'Choose a shorter window, or a longer file.',
    });
  }
  const scaling = MinMax.fit(values, trainEnd);
  const shape = { kind, window, depth: stepDepth(kind), units: settings.units, dropout: settings.dropout };
  const network = new Network(shape, seed, Math.max(settings.batch, leastBatch));
  const scaled = Float64Array.from(values.subarray(0, trainEnd), (value) => scaling.scale(value));

  const predictScaled = (queries: readonly Query[]): Float64Array => {
    const out = new Float64Array(queries.length);
    for (let from = 0; from < queries.length; from += network.mostRows) {
      const part = queries.slice(from, from + network.mostRows);
      writeWindows(network.input, part, kind, window, scaling);
      out.set(network.predict(part.length), from);
    }
    return out;
  };
  const heldOut = range(heldOutFrom, trainEnd).map((at) => ({ values, days, at }));
  /** Mean squared error on the held-out tail, and its standard error. */
  const heldOutError = (): { error: number; doubt: number } => {
    const predicted = predictScaled(heldOut);
    const squares = heldOut.map(({ at }, i) => ((predicted[i] as number) - (scaled[at] as number)) ** 2);
    const error = squares.reduce((sum, square) => sum + square, 0) / squares.length;
    const spread = squares.reduce((sum, square) => sum + (square - error) ** 2, 0) / (squares.length - 1);
    return { error, doubt: Math.sqrt(spread / squares.length) };
  };

  const training: number[] = [];
  const validation: number[] = [];
  const averaged = network.weights.slice();
  let best = { epoch: -1, error: Infinity, doubt: 0, weights: network.weights.slice() };
  const records: (typeof best)[] = [best];
  const random = seededRandom(seed + 2);
  let breathed = performance.now();
  let steps = 0;
  for (let epoch = 0; epoch < settings.epochs && epoch - best.epoch <= settings.patience; epoch++) {
    const order = shuffled(range(window, heldOutFrom), random);
    let sum = 0;
    for (let from = 0; from < order.length; from += settings.batch) {
      const batch = order.slice(from, from + settings.batch);
      writeWindows(network.input, batch.map((at) => ({ values, days, at })), kind, window, scaling);
      const targets = batch.map((at) => scaled[at] as number);
      sum += network.train(targets, batch.length, settings.learningRate) * batch.length;
      average(averaged, network.weights, ++steps);
      if (performance.now() - breathed < breathEvery) continue;
      task.onProgress?.({ stage: `epoch ${epoch + 1}`, done: from + batch.length, total: order.length, unit: 'steps' });
      await breathe(task.signal);
      breathed = performance.now();
    }
    training.push(sum / order.length);
    const trained = network.weights.slice();
    network.setWeights(averaged);
    const { error, doubt } = heldOutError();
    network.setWeights(trained);
    validation.push(error);
    if (error < best.error) {
      best = { epoch, error, doubt, weights: averaged.slice() };
      records.push(best);
    }
  }
  const { epoch: chosen, weights } = records.find(({ error }) => error <= best.error + best.doubt) ?? best;
  network.setWeights(weights);
  return {
    detail: `${settings.units} units, dropout ${settings.dropout}, window ${window}, batch ${settings.batch}; ${training.length} epochs, weights of number ${chosen + 1}`,
    curve: { training, validation, bestEpoch: chosen },
    earliest: window,
    heldOutFrom,
    predict: (queries) => Promise.resolve(predictScaled(queries).map((value) => scaling.unscale(value))),
  };
}

/**
 * Moves the mean of the weights towards the last ones: over about the last 500 steps, over all of them at first
 * (Polyak & Juditsky 1992; the schedule is TensorFlow's). A single step of a small batch leaves no trace in it.
 */
function average(mean: Float32Array, weights: Float32Array, step: number): void {
  const share = 1 - Math.min(averageKeeps, (1 + step) / (10 + step));
  for (let k = 0; k < mean.length; k++)
    mean[k] = (mean[k] as number) + share * ((weights[k] as number) - (mean[k] as number));
}

/** Numbers a step: the scaled count, and for `lstm-time` the weekday, the month and the day of the month. */
function stepDepth(kind: NetworkKind): number {
  return kind === 'lstm-time' ? 6 : 1;
}

/** Writes [window, queries, depth]. */
function writeWindows(
  target: Float32Array,
  queries: readonly Query[],
  kind: NetworkKind,
  window: number,
  scaling: MinMax,
): void {
  const depth = stepDepth(kind);
  let k = 0;
  for (let step = 0; step < window; step++) {
    for (const { values, days, at } of queries) {
      const t = at - window + step;
      target[k++] = scaling.scale(values[t] as number);
      if (depth === 1) continue;
      // The calendar of the day after the value, so that the last step speaks of the day to forecast.
      const { weekday, month, day } = calendarDay(days[t + 1] as number);
      for (const angle of [(2 * Math.PI * weekday) / 7, (2 * Math.PI * month) / 12]) {
        target[k++] = Math.sin(angle);
        target[k++] = Math.cos(angle);
      }
      target[k++] = day / 31;
    }
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, k) => from + k);
}
