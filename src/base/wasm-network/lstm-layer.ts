import type { Arena, Span } from './arena.ts';
import type { CellActivation } from './gate-kernels.ts';
import type { Kernels } from './kernels.ts';
import { packInto, packTurned, type Affine } from './layer-shape.ts';
import { addProduct, addTurnedProduct } from './products.ts';
import type { Weight } from './weight-plan.ts';

/** Inputs wider than this are multiplied for all steps at once: their weights would leave the cache at every step. */
const widest = 256;

/**
 * An LSTM over a time-major sequence [steps, rows, from] (gates i, f, c, o as in Keras), forwards and backwards through
 * time. Everything of one step is computed before the next, while it is in the cache. `units` is a multiple of 8.
 */
export class LstmLayer {
  /** [steps, rows, units] */
  readonly hidden: Span;
  /** The loss's slope by `hidden`: write it before `backward`, which adds to it. */
  readonly hiddenSlope: Span;
  private readonly gates: Span;
  private readonly cells: Span;
  private readonly shaped: Span;
  private readonly cellSlope: Span;
  private readonly noCells: Span;
  private readonly kernelPanels: Span;
  private readonly recurrentPanels: Span;
  private readonly kernelTurned: Span | null;
  private readonly recurrentTurned: Span;
  private readonly slopePanels: Span;
  private readonly blockPanels: Span;
  /** Steps whose inputs are multiplied at once. */
  private readonly block: number;

  /**
   * @param input weights of the layer below, `to` = 4 · units, with the bias.
   * @param recurrent weights [units, 4 · units].
   * @param mostRows sequences that fit at once.
   * @param hasInputSlope whether `backward` is asked for the slope by its input
   */
  constructor(
    arena: Arena,
    private readonly steps: number,
    mostRows: number,
    private readonly units: number,
    private readonly input: Affine,
    private readonly recurrent: Weight,
    private readonly activation: CellActivation,
    hasInputSlope: boolean,
  ) {
    const size = mostRows * units;
    this.block = input.from > widest ? steps : 1;
    this.hidden = arena.reserve(steps * size);
    this.hiddenSlope = arena.reserve(steps * size);
    this.gates = arena.reserve(4 * steps * size);
    this.cells = arena.reserve(steps * size);
    this.shaped = arena.reserve(steps * size);
    this.cellSlope = arena.reserve(size);
    this.noCells = arena.reserve(size);
    this.kernelPanels = arena.reserve(input.from * 4 * units);
    this.recurrentPanels = arena.reserve(units * 4 * units);
    this.kernelTurned = hasInputSlope ? arena.reserve(4 * units * 8 * Math.ceil(input.from / 8)) : null;
    this.recurrentTurned = arena.reserve(units * 4 * units);
    this.slopePanels = arena.reserve(4 * size);
    this.blockPanels = this.block === 1 ? this.slopePanels : arena.reserve(4 * steps * size);
  }

  /** Brings the weights into the order that the products read; once after each change of them. */
  pack(kernels: Kernels): void {
    const { units, input, recurrent, kernelTurned } = this;
    packInto(kernels, this.kernelPanels, input.kernel, input.from, 4 * units);
    packInto(kernels, this.recurrentPanels, recurrent.kernel, units, 4 * units);
    if (kernelTurned !== null) packTurned(kernelTurned.values, input.kernel.values, 4 * units, input.from);
    packTurned(this.recurrentTurned.values, recurrent.kernel.values, 4 * units, units);
  }

  /** @param x [steps, rows, from] */
  forward(kernels: Kernels, x: Span, rows: number): void {
    const { steps, units, input, gates, hidden, activation, block } = this;
    const size = rows * units;
    const unitBytes = 4 * units;
    const panels = units / 2;
    const biases = gates.values;
    for (let row = 0; row < steps * rows; row++) biases.set(input.bias.values, row * 4 * units);
    for (let t = 0; t < steps; t++) {
      const sums = gates.at(4 * t * size);
      if (t % block === 0) {
        const from = x.at(t * rows * input.from);
        addProduct(kernels, from, this.kernelPanels.address, sums, block * rows, input.from, panels);
      }
      if (t > 0) {
        addProduct(
          kernels,
          hidden.at((t - 1) * size),
          this.recurrentPanels.address,
          sums,
          rows,
          units,
          panels,
        );
      }
      const before = t === 0 ? this.noCells.address : this.cells.at((t - 1) * size);
      const [cells, shaped] = [this.cells.at(t * size), this.shaped.at(t * size)];
      kernels[`gates_${activation}`](sums, before, cells, shaped, hidden.at(t * size), rows, unitBytes);
    }
  }

  /**
   * Adds to the slopes by the weights; call it once after `forward`, whose activations it overwrites.
   * @param x as given to `forward`.
   * @param xSlope [steps, rows, from] zeros to which the slope by x is added, or null when nobody asks for it.
   */
  backward(kernels: Kernels, x: Span, rows: number, xSlope: Span | null): void {
    const { steps, units, input, gates, hiddenSlope, activation, block } = this;
    const size = rows * units;
    const unitBytes = 4 * units;
    this.cellSlope.values.fill(0);
    for (let t = steps - 1; t >= 0; t--) {
      const slopes = gates.at(4 * t * size);
      const before = t === 0 ? this.noCells.address : this.cells.at((t - 1) * size);
      const [shaped, outer] = [this.shaped.at(t * size), hiddenSlope.at(t * size)];
      kernels[`slopes_${activation}`](slopes, before, shaped, outer, this.cellSlope.address, rows, unitBytes);
      kernels.addRows(slopes, input.biasSlope.address, rows, 4 * unitBytes);
      kernels.pack(slopes, 4 * unitBytes, this.slopePanels.address, rows, units / 2);
      if (t % block === 0) this.backwardInput(kernels, x, t, rows, xSlope);
      if (t > 0) this.backwardRecurrent(kernels, t, rows);
    }
  }

  /** Slopes by the input's weights and by the input, over the block of steps that begins at `t`. */
  private backwardInput(kernels: Kernels, x: Span, t: number, rows: number, xSlope: Span | null): void {
    const { units, input, gates, block, blockPanels, kernelTurned } = this;
    const [slopes, xAt, all] = [gates.at(4 * t * rows * units), t * rows * input.from, block * rows];
    if (block > 1) kernels.pack(slopes, 16 * units, blockPanels.address, all, units / 2);
    addTurnedProduct(
      kernels,
      x.at(xAt),
      blockPanels.address,
      input.kernelSlope.address,
      input.from,
      all,
      units / 2,
    );
    if (xSlope === null || kernelTurned === null) return;
    addProduct(kernels, slopes, kernelTurned.address, xSlope.at(xAt), all, 4 * units, input.from / 8);
  }

  /** Slopes by the recurrent weights, and by the output of the step before `t`. */
  private backwardRecurrent(kernels: Kernels, t: number, rows: number): void {
    const { units, recurrent, gates, hidden, hiddenSlope, slopePanels } = this;
    const [slopes, before] = [gates.at(4 * t * rows * units), (t - 1) * rows * units];
    const { address } = recurrent.kernelSlope;
    addTurnedProduct(kernels, hidden.at(before), slopePanels.address, address, units, rows, units / 2);
    addProduct(
      kernels,
      slopes,
      this.recurrentTurned.address,
      hiddenSlope.at(before),
      rows,
      4 * units,
      units / 8,
    );
  }
}
