import { AppError, breathe, seededRandom, shuffled, type Task } from '../../base/index.ts';
import { tf } from '../../compute/index.ts';
import type { NetworkSettings } from '../../contract/index.ts';
import { calendarDay, MinMax } from '../series/index.ts';
import type { FitInput, FittedModel, Query } from './fitted-model.ts';
import { Network, type NetworkKind } from './network.ts';

/** The paper's settings. */
export const networkDefaults: NetworkSettings = {
  units: 64,
  dropout: 0.2,
  batch: 32,
  epochs: 60,
  patience: 10,
  learningRate: 1e-3,
};

/** Last share of the training span that stops the training early and calibrates intervals; never fitted. */
export const heldOutShare = 0.1;
const predictBatch = 256;
const leastRows = 32;

/**
 * Trains one of the paper's networks: min-max scaled windows, Adam (1e-3), batches of 32, mean squared error, stopped
 * when the last tenth of the training span has not improved for ten epochs, best weights kept.
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
  const depth = stepDepth(kind);
  const network = new Network({ kind, window, depth, units: settings.units, dropout: settings.dropout }, seed);
  const optimiser = tf.train.adam(settings.learningRate, 0.9, 0.999, 1e-7);
  const inputs = (queries: readonly Query[]): tf.Tensor3D => windowTensor(queries, kind, window, scaling);
  const queriesAt = (indices: readonly number[]): Query[] => indices.map((at) => ({ values, days, at }));
  const targetsAt = (indices: readonly number[]): tf.Tensor1D =>
    tf.tensor1d(indices.map((at) => scaling.scale(values[at] as number)));

  const predictScaled = async (queries: readonly Query[]): Promise<Float64Array> => {
    const out = new Float64Array(queries.length);
    for (let from = 0; from < queries.length; from += predictBatch) {
      const result = tf.tidy(() => network.forward(inputs(queries.slice(from, from + predictBatch)), false));
      out.set(await result.data(), from);
      result.dispose();
    }
    return out;
  };
  const heldOutError = async (): Promise<number> => {
    const indices = range(heldOutFrom, trainEnd);
    const predicted = await predictScaled(queriesAt(indices));
    return indices.reduce((sum, at, i) => sum + ((predicted[i] as number) - scaling.scale(values[at] as number)) ** 2, 0) / indices.length;
  };

  const training: number[] = [];
  const validation: number[] = [];
  let best = { epoch: -1, error: Infinity, weights: [] as tf.Tensor[] };
  try {
    const random = seededRandom(seed + 2);
    for (let epoch = 0; epoch < settings.epochs && epoch - best.epoch <= settings.patience; epoch++) {
      const order = shuffled(range(window, heldOutFrom), random);
      let sum = 0;
      for (let from = 0; from < order.length; from += settings.batch) {
        const batch = order.slice(from, from + settings.batch);
        const x = inputs(queriesAt(batch));
        const y = targetsAt(batch);
        const loss = optimiser.minimize(
          () => tf.losses.meanSquaredError(y, network.forward(x, true)) as tf.Scalar,
          true,
          network.variables,
        );
        tf.dispose([x, y]);
        sum += ((await loss?.data())?.[0] ?? NaN) * batch.length;
        loss?.dispose();
        task.onProgress?.({ stage: `epoch ${epoch + 1}`, done: Math.min(from + settings.batch, order.length), total: order.length, unit: 'steps' });
        await breathe(task.signal);
      }
      training.push(sum / order.length);
      const error = await heldOutError();
      validation.push(error);
      if (error < best.error) {
        tf.dispose(best.weights);
        best = { epoch, error, weights: network.variables.map((variable) => variable.clone()) };
      }
    }
    network.variables.forEach((variable, k) => {
      const weights = best.weights[k];
      if (weights !== undefined) variable.assign(weights);
    });
  } catch (error) {
    network.dispose();
    throw error;
  } finally {
    tf.dispose(best.weights);
    optimiser.dispose();
  }
  return {
    detail: `${settings.units} units, dropout ${settings.dropout}, window ${window}, batch ${settings.batch}; best of ${training.length} epochs: ${best.epoch + 1}`,
    curve: { training, validation, bestEpoch: best.epoch },
    earliest: window,
    heldOutFrom,
    predict: async (queries) => (await predictScaled(queries)).map((value) => scaling.unscale(value)),
    dispose: () => network.dispose(),
  };
}

/** Numbers a step: the scaled count, and for `lstm-time` the weekday, the month and the day of the month. */
function stepDepth(kind: NetworkKind): number {
  return kind === 'lstm-time' ? 6 : 1;
}

/** [window, queries, depth] */
function windowTensor(
  queries: readonly Query[],
  kind: NetworkKind,
  window: number,
  scaling: MinMax,
): tf.Tensor3D {
  const depth = stepDepth(kind);
  const data = new Float32Array(queries.length * window * depth);
  let k = 0;
  for (let step = 0; step < window; step++) {
    for (const { values, days, at } of queries) {
      const t = at - window + step;
      data[k++] = scaling.scale(values[t] as number);
      if (depth === 1) continue;
      // The calendar of the day after the value, so that the last step speaks of the day to forecast.
      const { weekday, month, day } = calendarDay(days[t + 1] as number);
      for (const angle of [(2 * Math.PI * weekday) / 7, (2 * Math.PI * month) / 12]) {
        data[k++] = Math.sin(angle);
        data[k++] = Math.cos(angle);
      }
      data[k++] = day / 31;
    }
  }
  return tf.tensor3d(data, [window, queries.length, depth]);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, k) => from + k);
}
