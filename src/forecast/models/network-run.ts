import { breathe, seededRandom, shuffled, type Task } from '../../base/index.ts';
import type { NetworkSettings } from '../../contract/index.ts';
import { calendarDay, MinMax } from '../series/index.ts';
import type { FitInput, Query } from './fitted-model.ts';
import { Network, type NetworkKind } from './network.ts';
import { WindowScaling } from './window-scaling.ts';

/** Rows predicted at once at least, however small the batches. */
const leastBatch = 32;
/** Share of the mean of the weights that a step keeps. */
const averageKeeps = 0.998;
/** Time between looks for a cancel message, ms. */
const breathEvery = 100;

/** Where a training stands at the end of an epoch. Both arrays are written on: copy what is to stay. */
export interface NetworkEpoch {
  /** From 0. */
  readonly epoch: number;
  /** Mean squared error over the epoch's batches, scaled, with dropout. */
  readonly trainingError: number;
  readonly weights: Float32Array;
  /** Running mean of the weights over about the last 500 steps. */
  readonly averaged: Float32Array;
}

/** Mean of the squared errors of some forecasts, scaled, and the standard error of that mean. */
export interface MeanError {
  readonly error: number;
  readonly doubt: number;
}

/**
 * One training of one of the paper's networks on scaled windows of `values[0, fittedTo)`: Adam, shuffled
 * batches, mean squared error, epoch after epoch until nobody asks for the next. Which weights are kept is the caller's.
 */
export class NetworkRun {
  private readonly span: MinMax;
  private readonly scaling: WindowScaling;
  private readonly network: Network;

  /** @param fittedTo index from which nothing is fitted; the scaling is that of `input.trainEnd` */
  constructor(
    private readonly kind: NetworkKind,
    private readonly input: FitInput,
    private readonly settings: NetworkSettings,
    private readonly fittedTo: number,
  ) {
    const { values, trainEnd, window, seed } = input;
    const { units, dropout, batch } = settings;
    this.span = MinMax.fit(values, trainEnd);
    this.scaling = WindowScaling.fit(settings.scaling, values, trainEnd, this.span);
    const shape = { kind, window, depth: stepDepth(kind), units, dropout };
    this.network = new Network(shape, seed, Math.max(batch, leastBatch));
  }

  /** Trains on and on; the caller ends it. */
  async *epochs(task: Task): AsyncGenerator<NetworkEpoch, void> {
    const { network, settings, fittedTo } = this;
    const share = (this.scaling.unit / this.span.range) ** 2;
    const { values, days, window, seed } = this.input;
    const averaged = network.weights.slice();
    const random = seededRandom(seed + 2);
    let breathed = performance.now();
    let steps = 0;
    for (let epoch = 0; ; epoch++) {
      const order = shuffled(range(window, fittedTo), random);
      let sum = 0;
      for (let from = 0; from < order.length; from += settings.batch) {
        const batch = order.slice(from, from + settings.batch);
        this.write(batch.map((at) => ({ values, days, at })));
        const targets = batch.map((at) => this.scaled(values, at, at));
        sum += network.train(targets, batch.length, settings.learningRate) * batch.length;
        average(averaged, network.weights, ++steps);
        if (performance.now() - breathed < breathEvery) continue;
        const stage = `epoch ${epoch + 1}`;
        task.onProgress?.({ stage, done: from + batch.length, total: order.length, unit: 'steps' });
        await breathe(task.signal);
        breathed = performance.now();
      }
      const last = network.weights.slice();
      yield { epoch, trainingError: (sum / order.length) * share, weights: last, averaged };
      network.setWeights(last);
    }
  }

  /** Forecasts in crimes, one step ahead, by `weights`; between epochs or after them. */
  predict(queries: readonly Query[], weights: Float32Array): Float64Array {
    const { network, scaling } = this;
    network.setWeights(weights);
    const out = new Float64Array(queries.length);
    for (let from = 0; from < queries.length; from += network.mostRows) {
      const part = queries.slice(from, from + network.mostRows);
      this.write(part);
      out.set(network.predict(part.length), from);
    }
    return out.map((value, k) => {
      const { values, at } = queries[k] as Query;
      return value * scaling.unit + scaling.origin(values, at);
    });
  }

  /** How far the forecasts of `values[from, to)` by `weights` are off, in the span of the training values. */
  errorOver(from: number, to: number, weights: Float32Array): MeanError {
    const { values, days } = this.input;
    const predicted = this.predict(
      range(from, to).map((at) => ({ values, days, at })),
      weights,
    );
    const squares = predicted.map(
      (value, k) => ((value - (values[from + k] as number)) / this.span.range) ** 2,
    );
    const error = squares.reduce((sum, square) => sum + square, 0) / squares.length;
    const spread = squares.reduce((sum, square) => sum + (square - error) ** 2, 0) / (squares.length - 1);
    return { error, doubt: Math.sqrt(spread / squares.length) };
  }

  /** The number that stands for `values[t]` in a window that ends before `at`. */
  private scaled(values: Float64Array, t: number, at: number): number {
    return ((values[t] as number) - this.scaling.origin(values, at)) / this.scaling.unit;
  }

  private write(queries: readonly Query[]): void {
    writeWindows(this.network.input, queries, this.kind, this.input.window, this.scaling);
  }
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
  scaling: WindowScaling,
): void {
  const depth = stepDepth(kind);
  const origins = queries.map(({ values, at }) => scaling.origin(values, at));
  let k = 0;
  for (let step = 0; step < window; step++) {
    for (const [n, { values, days, at }] of queries.entries()) {
      const t = at - window + step;
      target[k++] = ((values[t] as number) - (origins[n] as number)) / scaling.unit;
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
