import {
  Arena,
  bindKernels,
  LstmLayer,
  ReluLayer,
  seededRandom,
  WeightPlan,
  type Affine,
  type Kernels,
  type Random,
  type Span,
  type Weight,
} from '../../base/index.ts';
import { gateBiases, WeightMaker } from './network-weights.ts';

export type NetworkKind = 'lstm' | 'lstm-time' | 'cnn-lstm';

export interface NetworkShape {
  readonly kind: NetworkKind;
  readonly window: number;
  /** Numbers a step. */
  readonly depth: number;
  /** A multiple of 8. */
  readonly units: number;
  readonly dropout: number;
}

const secondUnits = 32;
const filters = 32;
const kernelSteps = 3;

/**
 * The paper's networks. `lstm`: LSTM(units) → dropout → LSTM(32, ReLU) → dense(1). `cnn-lstm`: a convolution of 32
 * filters over three steps with ReLU before it. `lstm-time`: LSTM(units), its last state → dropout → dense(32, ReLU) →
 * dense(1). Weights, activations and slopes lie in one WebAssembly memory that goes with the object.
 */
export class Network {
  /** Write a batch here, time-major [window, rows, depth], before {@link predict} or {@link train}. */
  readonly input: Float32Array;
  /** All weights, one behind the other: copy them to keep them, {@link setWeights} to go back. */
  readonly weights: Float32Array;
  private readonly slopes: Float32Array;
  private readonly kernels: Kernels;
  private readonly x: Span;
  private readonly columns: Span | null;
  private readonly convolution: ReluLayer | null;
  private readonly first: LstmLayer;
  private readonly dropped: Span;
  private readonly droppedSlope: Span;
  private readonly second: LstmLayer | null;
  private readonly hidden: ReluLayer | null;
  private readonly output: Affine;
  private readonly plan: WeightPlan;
  private readonly mask: Float32Array;
  private readonly random: Random;
  private updates = 0;

  /** @param mostRows rows of the largest batch. */
  constructor(
    readonly shape: NetworkShape,
    seed: number,
    readonly mostRows: number,
  ) {
    const { kind, window, depth, units, dropout } = shape;
    if (units % 8 !== 0)
      throw new RangeError(`An LSTM of ${units} units: the kernels compute eight columns at once.`);
    const arena = new Arena();
    const plan = (this.plan = new WeightPlan(arena, weightCount(shape)));
    const initial: { readonly at: number; readonly values: Float32Array }[] = [];
    const pair = (values: Float32Array): Weight => {
      const weight = plan.next(values.length);
      initial.push({ at: weight.at, values });
      return weight;
    };
    const make = new WeightMaker(seed);
    const zeros = (length: number): Float32Array => new Float32Array(length);
    const isCnn = kind === 'cnn-lstm';
    const isTimed = kind === 'lstm-time';
    const steps = isCnn ? window - kernelSteps + 1 : window;
    const lstm = (from: number, own: number): { input: Affine; recurrent: Weight } => {
      const kernel = pair(make.glorot(from, 4 * own));
      const recurrent = pair(make.orthogonal(own));
      const bias = pair(gateBiases(own));
      return { input: affine(from, 4 * own, kernel, bias), recurrent };
    };
    const dense = (from: number, to: number, receptive = 1): Affine =>
      affine(from * receptive, to, pair(make.glorot(from, to, receptive)), pair(zeros(to)));

    const convolution = isCnn ? dense(depth, filters, kernelSteps) : null;
    const first = lstm(isCnn ? filters : depth, units);
    const second = isTimed ? null : lstm(units, secondUnits);
    const hidden = isTimed ? dense(units, secondUnits) : null;
    this.output = dense(secondUnits, 1);

    this.x = arena.reserve(window * mostRows * depth);
    this.columns = isCnn ? arena.reserve(steps * mostRows * kernelSteps * depth) : null;
    this.convolution = convolution && new ReluLayer(arena, steps, mostRows, convolution, false);
    this.first = new LstmLayer(arena, steps, mostRows, units, first.input, first.recurrent, 'tanh', isCnn);
    const kept = (isTimed ? 1 : steps) * mostRows * units;
    this.dropped = arena.reserve(kept);
    this.droppedSlope = arena.reserve(kept);
    this.second =
      second &&
      new LstmLayer(arena, steps, mostRows, secondUnits, second.input, second.recurrent, 'relu', true);
    this.hidden = hidden && new ReluLayer(arena, 1, mostRows, hidden, true);
    this.kernels = bindKernels(arena.memory);
    for (const { at, values } of initial) plan.weights.values.set(values, at);
    this.input = this.x.values;
    this.weights = plan.weights.values;
    this.slopes = plan.slopes.values;
    this.mask = zeros(dropout > 0 ? kept : 0);
    this.random = seededRandom(seed + 1);
    this.pack();
  }

  /** Outputs [rows] for the batch in {@link input}, without dropout. */
  predict(rows: number): Float32Array {
    return this.forward(rows, false);
  }

  /** One step of Adam on the mean squared error of the batch in {@link input}. @returns that error, before the step */
  train(targets: ArrayLike<number>, rows: number, rate: number): number {
    const error = this.differentiate(targets, rows);
    this.plan.descend(this.kernels, ++this.updates, rate);
    this.pack();
    return error;
  }

  /** The mean squared error, its slopes by the weights left in {@link gradient}. */
  differentiate(targets: ArrayLike<number>, rows: number): number {
    const predicted = this.forward(rows, true);
    const slope = new Float32Array(rows);
    let error = 0;
    for (let row = 0; row < rows; row++) {
      const miss = (predicted[row] as number) - (targets[row] as number);
      error += (miss * miss) / rows;
      slope[row] = (2 * miss) / rows;
    }
    this.slopes.fill(0);
    this.backward(slope, rows);
    return error;
  }

  /** Slopes by all weights, as {@link weights} lies. */
  get gradient(): Float32Array {
    return this.slopes;
  }

  setWeights(weights: Float32Array): void {
    this.weights.set(weights);
    this.pack();
  }

  private pack(): void {
    for (const layer of [this.convolution, this.first, this.second, this.hidden]) layer?.pack(this.kernels);
  }

  private forward(rows: number, training: boolean): Float32Array {
    const { kernels, convolution, columns, first, second, hidden, output } = this;
    let steps: Span = this.x;
    if (convolution !== null && columns !== null) {
      this.shiftInto(columns.values, rows);
      convolution.forward(kernels, columns, rows);
      steps = convolution.out;
    }
    first.forward(kernels, steps, rows);
    this.drop(rows, training);
    if (second !== null) second.forward(kernels, this.dropped, rows);
    else hidden?.forward(kernels, this.dropped, rows);
    const last = this.lastState(rows).values;
    const { kernel, bias } = output;
    const out = new Float32Array(rows);
    for (let row = 0; row < rows; row++) {
      let sum = bias.values[0] as number;
      for (let k = 0; k < secondUnits; k++)
        sum += (last[row * secondUnits + k] as number) * (kernel.values[k] as number);
      out[row] = sum;
    }
    return out;
  }

  private backward(slope: Float32Array, rows: number): void {
    const { kernels, convolution, columns, first, second, hidden, output } = this;
    const last = this.lastState(rows).values;
    const lastSlope = this.lastSlope(rows).values;
    second?.hiddenSlope.values.fill(0);
    for (let row = 0; row < rows; row++) {
      const by = slope[row] as number;
      for (let k = 0; k < secondUnits; k++) {
        const at = row * secondUnits + k;
        lastSlope[at] = by * (output.kernel.values[k] as number);
        output.kernelSlope.values[k] = (output.kernelSlope.values[k] as number) + by * (last[at] as number);
      }
      output.biasSlope.values[0] = (output.biasSlope.values[0] as number) + by;
    }
    this.droppedSlope.values.fill(0);
    (second ?? hidden)?.backward(kernels, this.dropped, rows, this.droppedSlope);
    this.undrop(rows);
    if (convolution === null || columns === null) return first.backward(kernels, this.x, rows, null);
    convolution.outSlope.values.fill(0);
    first.backward(kernels, convolution.out, rows, convolution.outSlope);
    convolution.backward(kernels, columns, rows, null);
  }

  /** [window, rows, depth] → three neighbouring steps side by side, [window − 2, rows, 3 · depth]. */
  private shiftInto(columns: Float32Array, rows: number): void {
    const { window, depth } = this.shape;
    let at = 0;
    for (let t = 0; t + kernelSteps <= window; t++) {
      for (let row = 0; row < rows; row++) {
        for (let k = 0; k < kernelSteps; k++) {
          for (let d = 0; d < depth; d++)
            columns[at++] = this.input[((t + k) * rows + row) * depth + d] as number;
        }
      }
    }
  }

  /** Inverted dropout from the network's own seed, so that a run repeats itself. */
  private drop(rows: number, training: boolean): void {
    const { dropout } = this.shape;
    const from = this.keptHidden(this.first.hidden, rows);
    const to = this.dropped.values;
    if (!training || dropout === 0) {
      to.set(from);
      return;
    }
    const kept = 1 / (1 - dropout);
    for (let i = 0; i < from.length; i++) {
      const factor = this.random() < dropout ? 0 : kept;
      this.mask[i] = factor;
      to[i] = factor * (from[i] as number);
    }
  }

  private undrop(rows: number): void {
    const slope = this.droppedSlope.values;
    if (this.hidden !== null) this.first.hiddenSlope.values.fill(0);
    const to = this.keptHidden(this.first.hiddenSlope, rows);
    if (this.shape.dropout === 0) to.set(slope.subarray(0, to.length));
    else for (let i = 0; i < to.length; i++) to[i] = (this.mask[i] as number) * (slope[i] as number);
  }

  /** What of the first layer's states goes on: all of them, or the last step's. */
  private keptHidden(span: Span, rows: number): Float32Array {
    const size = rows * this.shape.units;
    const steps = this.steps;
    return this.hidden === null
      ? span.values.subarray(0, steps * size)
      : span.values.subarray((steps - 1) * size, steps * size);
  }

  private get steps(): number {
    return this.convolution === null ? this.shape.window : this.shape.window - kernelSteps + 1;
  }

  /** [rows, 32] that the output reads. */
  private lastState(rows: number): Span {
    return this.lastOf(this.second?.hidden, this.hidden?.out, rows);
  }

  private lastSlope(rows: number): Span {
    return this.lastOf(this.second?.hiddenSlope, this.hidden?.outSlope, rows);
  }

  private lastOf(sequence: Span | undefined, single: Span | undefined, rows: number): Span {
    const size = rows * secondUnits;
    return single ?? (sequence as Span).part((this.steps - 1) * size, size);
  }
}

function affine(from: number, to: number, kernel: Weight, bias: Weight): Affine {
  return { from, to, ...kernel, bias: bias.kernel, biasSlope: bias.kernelSlope };
}

/** Numbers in all weights of a network, each array rounded up to fours. */
function weightCount({ kind, depth, units }: NetworkShape): number {
  const lstm = (from: number, own: number): number => 4 * own * (from + own + 1);
  const isCnn = kind === 'cnn-lstm';
  const convolution = isCnn ? (kernelSteps * depth + 1) * filters : 0;
  const second = kind === 'lstm-time' ? (units + 1) * secondUnits : lstm(units, secondUnits);
  return convolution + lstm(isCnn ? filters : depth, units) + second + secondUnits + 4;
}
