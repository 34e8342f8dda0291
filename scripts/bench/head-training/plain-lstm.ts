import {
  Arena,
  bindKernels,
  LinearLayer,
  LstmLayer,
  seededRandom,
  WeightPlan,
  type Kernels,
  type Span,
} from '../../../src/base/index.ts';
import type { FitSettings, NamedWeight } from '../../../src/contract/index.ts';
import type { WindowDraw } from '../../../src/training/fit/draw-windows.ts';
import { lossAndSlope } from '../../../src/training/fit/loss-and-slope.ts';
import { lossTargets } from '../../../src/training/fit/loss-targets.ts';
import { MemoryWeights, paddedLength, roundedUp } from '../../../src/training/fit/memory-weights.ts';
import type { FitState, Stepper } from '../../../src/training/fit/stepper.ts';

const units = 128;

/** One LSTM of 128 units on the features themselves with a dense layer on its last state, by the app's kernels. */
export class PlainLstm implements Stepper<WindowDraw> {
  private readonly width: number;
  private readonly plan: WeightPlan;
  private readonly weights: MemoryWeights;
  private readonly kernels: Kernels;
  private readonly halves: Uint16Array;
  private readonly packed: Span;
  private readonly ones: Span;
  private readonly x: Span;
  private readonly mean: Span;
  private readonly lstm: LstmLayer;
  private readonly dense: LinearLayer;
  private readonly logits: Span;
  private readonly slope: Span;
  private taken = 0;

  /** @param depth numbers a step, a multiple of 8 */
  constructor(
    private readonly window: number,
    private readonly depth: number,
    private readonly labels: number,
    private readonly settings: FitSettings,
  ) {
    const { batchSize } = settings;
    const arena = new Arena();
    const weights = plainWeights(depth, labels);
    this.width = roundedUp(labels);
    this.plan = new WeightPlan(arena, paddedLength(weights));
    this.weights = new MemoryWeights(this.plan, weights);
    const affine = (kernel: string, bias: string, from: number, to: number) => {
      const own = this.weights.named(bias);
      return { from, to, ...this.weights.named(kernel), bias: own.kernel, biasSlope: own.kernelSlope };
    };
    const all = window * batchSize * depth;
    this.packed = arena.reserve(all / 2);
    this.ones = arena.reserve(batchSize * depth);
    this.x = arena.reserve(all);
    this.mean = arena.reserve(batchSize * depth);
    const input = affine('kernel', 'bias', depth, 4 * units);
    this.lstm = new LstmLayer(
      arena,
      window,
      batchSize,
      units,
      input,
      this.weights.named('recurrent'),
      'tanh',
      false,
    );
    this.dense = new LinearLayer(arena, batchSize, affine('out', 'outBias', units, this.width), true);
    this.logits = arena.reserve(batchSize * this.width);
    this.slope = arena.reserve(batchSize * this.width);
    this.kernels = bindKernels(arena.memory);
    this.halves = new Uint16Array(arena.memory.buffer, this.packed.address, all);
    this.ones.values.fill(1);
  }

  load(state: FitState): void {
    this.weights.load(state);
    this.taken = state.steps;
    this.pack();
  }

  state(): FitState {
    return { ...this.weights.state(), steps: this.taken };
  }

  step(batch: readonly WindowDraw[], _random: () => number, rate: number): Promise<number> {
    const { kernels, lstm, dense, logits, slope, window, x, plan } = this;
    const rows = batch.length;
    this.read(batch);
    lstm.forward(kernels, x, rows);
    const last = lstm.hidden.part((window - 1) * rows * units, rows * units);
    logits.values.fill(0);
    dense.forward(kernels, last, rows, logits);
    const truths = batch.map(({ truth }) => truth);
    const targets = lossTargets(truths, new Array<number>(this.labels).fill(1), 0);
    const given = lossAndSlope(logits.values.subarray(0, rows * this.width), targets, rows, this.settings);
    plan.slopes.values.fill(0);
    lstm.hiddenSlope.values.fill(0);
    slope.values.set(given.slope);
    const lastSlope = lstm.hiddenSlope.part((window - 1) * rows * units, rows * units);
    dense.backward(kernels, last, rows, slope, lastSlope);
    lstm.backward(kernels, x, rows, null);
    plan.descend(kernels, ++this.taken, rate);
    this.pack();
    return Promise.resolve(given.loss);
  }

  private pack(): void {
    this.lstm.pack(this.kernels);
    this.dense.pack(this.kernels);
  }

  private read(batch: readonly WindowDraw[]): void {
    const { kernels, halves, packed, ones, x, mean, depth, window } = this;
    const size = batch.length * depth;
    batch.forEach(({ variant, rows }, n) =>
      rows.forEach((row, t) =>
        halves.set(variant.values.subarray(row * depth, (row + 1) * depth), t * size + n * depth),
      ),
    );
    for (let t = 0; t < window; t++) {
      const at = packed.address + 2 * t * size;
      kernels.unpack(at, ones.address, x.at(t * size), mean.address, size, 0);
    }
  }
}

/** Its weights to begin with. */
export function plainWeights(depth: number, labels: number): NamedWeight[] {
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
