import {
  Arena,
  bindKernels,
  LinearLayer,
  LstmLayer,
  ReluLayer,
  WeightPlan,
  type Affine,
  type Kernels,
  type Span,
} from '../../base/index.ts';
import type { HeadKind, NamedWeight } from '../../contract/index.ts';
import { MemoryWeights, paddedLength, roundedUp } from './memory-weights.ts';
import type { FitState } from './stepper.ts';

/** Sizes of a head and of what it sees at once. */
export interface MemoryHeadShape {
  readonly kind: HeadKind;
  readonly labels: number;
  readonly window: number;
  readonly featureLength: number;
  /** Windows of the largest batch. */
  readonly mostRows: number;
}

/** Factors by which training drops units at random, [N, projection] and [N, units], as wide as memory has them; see HeadMasks. */
export interface DropMasks {
  readonly projected: Float32Array;
  readonly averaged: Float32Array;
}

/** The LSTM branch of a head. */
interface Sequence {
  readonly units: number;
  readonly projection: number;
  readonly project: ReluLayer;
  /** What "project" gives, dropped, [T, N, projection], and the loss's slope by it. */
  readonly dropped: Span;
  readonly droppedSlope: Span;
  readonly lstm: LstmLayer;
  /** Mean of the hidden states over time, dropped, [N, units], and the loss's slope by it. */
  readonly averaged: Span;
  readonly averagedSlope: Span;
  readonly logits: LinearLayer;
}

/**
 * A head of headTopology in one WebAssembly memory, forwards, backwards and one step of Adam on: the same logits and
 * slopes as {@link headLogits} has by automatic differentiation, without an operation's launch for each of its parts.
 */
export class MemoryHead {
  /** Half-precision rows of the batch, [T, N, depth], of which the first `featureLength` of each are written. */
  readonly halves: Uint16Array;
  /** Factors on each window's features, [N, depth]; 1 unless they are written. */
  readonly factors: Float32Array;
  /** `featureLength` rounded up. */
  readonly depth: number;
  /** Width of a row of logits: `labels` rounded up. */
  readonly width: number;
  private readonly plan: WeightPlan;
  private readonly weights: MemoryWeights;
  private readonly kernels: Kernels;
  private readonly packed: Span;
  private readonly kept: Span;
  /** What the head sees, [T, N, depth], and its mean over time, [N, depth]. */
  readonly steps: Span;
  readonly average: Span;
  private readonly logits: Span;
  private readonly logitSlope: Span;
  private readonly frames: LinearLayer | null;
  private readonly sequence: Sequence | null;
  private taken = 0;

  /** @param weights of the head, in the order of headWeightSpecs; see {@link fitsMemory} */
  constructor(
    private readonly shape: MemoryHeadShape,
    weights: readonly NamedWeight[],
  ) {
    const { kind, labels, window, featureLength, mostRows } = shape;
    const arena = new Arena();
    this.plan = new WeightPlan(arena, paddedLength(weights));
    this.weights = new MemoryWeights(this.plan, weights);
    const depth = (this.depth = roundedUp(featureLength));
    this.width = roundedUp(labels);
    this.packed = arena.reserve((window * mostRows * depth) / 2);
    this.kept = arena.reserve(mostRows * depth);
    this.steps = arena.reserve(window * mostRows * depth);
    this.average = arena.reserve(mostRows * depth);
    this.logits = arena.reserve(mostRows * this.width);
    this.logitSlope = arena.reserve(mostRows * this.width);
    this.frames =
      kind === 'lstm'
        ? null
        : new LinearLayer(arena, mostRows, this.affine('frame_logits', depth, this.width), false);
    this.sequence = kind === 'cnn' ? null : this.sequenceOf(arena, weights);
    this.kernels = bindKernels(arena.memory);
    this.halves = new Uint16Array(arena.memory.buffer, this.packed.address, window * mostRows * depth);
    this.factors = this.kept.values;
    this.factors.fill(1);
  }

  load(state: FitState): void {
    this.weights.load(state);
    this.taken = state.steps;
    this.pack();
  }

  state(): FitState {
    return { ...this.weights.state(), steps: this.taken };
  }

  /** Fills {@link steps} and {@link average} from {@link halves} and {@link factors}. */
  unpack(rows: number): void {
    const { kernels, packed, kept, steps, average, depth } = this;
    const { window } = this.shape;
    average.values.fill(0);
    for (let t = 0; t < window; t++) {
      const at = t * rows * depth;
      const half = packed.address + 2 * at;
      kernels.unpack(half, kept.address, steps.at(at), average.address, rows * depth, 1 / window);
    }
  }

  /** Logits [N, width] of the `rows` windows in {@link steps} and {@link average}; 0 behind the labels. */
  forward(rows: number, masks?: DropMasks): Float32Array {
    const { kernels, frames, sequence, logits, average } = this;
    logits.values.fill(0);
    frames?.forward(kernels, average, rows, logits);
    if (sequence !== null) this.forwardSequence(sequence, rows, masks);
    return logits.values.subarray(0, rows * this.width);
  }

  /**
   * The slopes of a loss by all weights, for the batch that went forward last.
   * @param slope of the loss by the logits, [N, width], 0 behind the labels
   */
  backward(slope: Float32Array, rows: number, masks?: DropMasks): void {
    const { kernels, frames, sequence, logitSlope, average } = this;
    this.plan.slopes.values.fill(0);
    logitSlope.values.set(slope);
    frames?.backward(kernels, average, rows, logitSlope, null);
    if (sequence !== null) this.backwardSequence(sequence, rows, masks);
  }

  /** What {@link backward} found, by each weight. */
  slopes(): Float32Array[] {
    return this.weights.slopes();
  }

  /** One step of Adam down the slopes of the last {@link backward}. */
  descend(rate: number): void {
    this.plan.descend(this.kernels, ++this.taken, rate);
    this.pack();
  }

  private pack(): void {
    const { kernels, frames, sequence } = this;
    for (const layer of [frames, sequence?.project, sequence?.lstm, sequence?.logits]) layer?.pack(kernels);
  }

  private affine(layer: string, from: number, to: number): Affine {
    const [kernel, bias] = [this.weights.named(`${layer}/kernel`), this.weights.named(`${layer}/bias`)];
    return { from, to, ...kernel, bias: bias.kernel, biasSlope: bias.kernelSlope };
  }

  private sequenceOf(arena: Arena, weights: readonly NamedWeight[]): Sequence {
    const { window, mostRows } = this.shape;
    const projection = roundedUp(sideOf(weights, 'lstm/kernel'));
    const units = sideOf(weights, 'lstm/recurrent_kernel');
    const input = this.affine('lstm', projection, 4 * units);
    const recurrent = this.weights.named('lstm/recurrent_kernel');
    return {
      units,
      projection,
      project: new ReluLayer(arena, window, mostRows, this.affine('project', this.depth, projection), false),
      dropped: arena.reserve(window * mostRows * projection),
      droppedSlope: arena.reserve(window * mostRows * projection),
      lstm: new LstmLayer(arena, window, mostRows, units, input, recurrent, 'tanh', true),
      averaged: arena.reserve(mostRows * units),
      averagedSlope: arena.reserve(mostRows * units),
      logits: new LinearLayer(arena, mostRows, this.affine('lstm_logits', units, this.width), true),
    };
  }

  private forwardSequence(sequence: Sequence, rows: number, masks: DropMasks | undefined): void {
    const { kernels, steps, logits } = this;
    const { window } = this.shape;
    const { units, projection, project, dropped, lstm, averaged } = sequence;
    project.forward(kernels, steps, rows);
    const all = window * rows * projection;
    scaleBlocks(dropped.values, project.out.values, all, masks?.projected);
    lstm.forward(kernels, dropped, rows);
    const size = rows * units;
    const [mean, hidden] = [averaged.values, lstm.hidden.values];
    mean.fill(0);
    for (let at = 0, t = 0; t < window; t++) {
      for (let i = 0; i < size; i++, at++) mean[i] = (mean[i] as number) + (hidden[at] as number) / window;
    }
    scaleBlocks(mean, mean, size, masks?.averaged);
    sequence.logits.forward(kernels, averaged, rows, logits);
  }

  private backwardSequence(sequence: Sequence, rows: number, masks: DropMasks | undefined): void {
    const { kernels, steps, logitSlope } = this;
    const { window } = this.shape;
    const { units, projection, project, dropped, droppedSlope, lstm, averaged, averagedSlope } = sequence;
    averagedSlope.values.fill(0);
    sequence.logits.backward(kernels, averaged, rows, logitSlope, averagedSlope);
    const size = rows * units;
    const outer = averagedSlope.values.subarray(0, size);
    for (let i = 0; i < size; i++) outer[i] = ((outer[i] as number) * (masks?.averaged[i] ?? 1)) / window;
    for (let t = 0; t < window; t++) lstm.hiddenSlope.values.set(outer, t * size);
    droppedSlope.values.fill(0);
    lstm.backward(kernels, dropped, rows, droppedSlope);
    scaleBlocks(project.outSlope.values, droppedSlope.values, window * rows * projection, masks?.projected);
    project.backward(kernels, steps, rows, null);
  }
}

/** Whether a head's LSTM suits the kernels, which compute eight units at once. */
export function fitsMemory(weights: readonly NamedWeight[]): boolean {
  return sideOf(weights, 'lstm/recurrent_kernel') % 8 === 0;
}

function sideOf(weights: readonly NamedWeight[], name: string): number {
  return weights.find((weight) => weight.name === name)?.shape[0] ?? 0;
}

/** `target` = `source`, `count` numbers, in blocks as long as `factors` and times them; a copy without. */
function scaleBlocks(
  target: Float32Array,
  source: Float32Array,
  count: number,
  factors?: Float32Array,
): void {
  if (!factors) {
    if (target !== source) target.set(source.subarray(0, count));
    return;
  }
  for (let at = 0; at < count;) {
    for (let i = 0; i < factors.length; i++, at++)
      target[at] = (source[at] as number) * (factors[i] as number);
  }
}
