import type { Arena, Span } from './arena.ts';
import type { CellActivation } from './gate-kernels.ts';
import type { Kernels } from './kernels.ts';
import { packInto, type Affine } from './layer-shape.ts';

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
  private readonly kernelTurned: Span;
  private readonly recurrentTurned: Span;
  private readonly slopePanels: Span;

  /**
   * @param input weights of the layer below, `to` = 4 · units, with the bias.
   * @param recurrent weights [units, 4 · units]; its bias is not used.
   * @param mostRows sequences that fit at once.
   */
  constructor(
    arena: Arena,
    private readonly steps: number,
    mostRows: number,
    private readonly units: number,
    private readonly input: Affine,
    private readonly recurrent: { readonly kernel: Span; readonly kernelSlope: Span },
    private readonly activation: CellActivation,
  ) {
    const size = mostRows * units;
    this.hidden = arena.reserve(steps * size);
    this.hiddenSlope = arena.reserve(steps * size);
    this.gates = arena.reserve(4 * steps * size);
    this.cells = arena.reserve(steps * size);
    this.shaped = arena.reserve(steps * size);
    this.cellSlope = arena.reserve(size);
    this.noCells = arena.reserve(size);
    this.kernelPanels = arena.reserve(input.from * 4 * units);
    this.recurrentPanels = arena.reserve(units * 4 * units);
    this.kernelTurned = arena.reserve(4 * units * 8 * Math.ceil(input.from / 8));
    this.recurrentTurned = arena.reserve(units * 4 * units);
    this.slopePanels = arena.reserve(4 * size);
  }

  /** Brings the weights into the order that the products read; once after each change of them. */
  pack(): void {
    const { units, input, recurrent } = this;
    packInto(this.kernelPanels.values, input.kernel.values, input.from, 4 * units, false);
    packInto(this.recurrentPanels.values, recurrent.kernel.values, units, 4 * units, false);
    packInto(this.kernelTurned.values, input.kernel.values, 4 * units, input.from, true);
    packInto(this.recurrentTurned.values, recurrent.kernel.values, 4 * units, units, true);
  }

  /** @param x [steps, rows, from] */
  forward(kernels: Kernels, x: Span, rows: number): void {
    const { steps, units, input, gates, hidden, activation } = this;
    const size = rows * units;
    const unitBytes = 4 * units;
    const panels = units / 2;
    const biases = gates.values;
    for (let row = 0; row < steps * rows; row++) biases.set(input.bias.values, row * 4 * units);
    for (let t = 0; t < steps; t++) {
      const sums = gates.at(4 * t * size);
      kernels.multiply(x.at(t * rows * input.from), 4 * input.from, 4, this.kernelPanels.address, 32 * input.from, sums, 4 * unitBytes, rows, input.from, panels);
      if (t > 0) {
        kernels.multiply(hidden.at((t - 1) * size), unitBytes, 4, this.recurrentPanels.address, 32 * units, sums, 4 * unitBytes, rows, units, panels);
      }
      const before = t === 0 ? this.noCells.address : this.cells.at((t - 1) * size);
      kernels[`gates_${activation}`](sums, before, this.cells.at(t * size), this.shaped.at(t * size), hidden.at(t * size), rows, unitBytes);
    }
  }

  /**
   * Adds to the slopes by the weights; call it once after `forward`, whose activations it overwrites.
   * @param x as given to `forward`.
   * @param xSlope [steps, rows, from] zeros to which the slope by x is added, or null when nobody asks for it.
   */
  backward(kernels: Kernels, x: Span, rows: number, xSlope: Span | null): void {
    const { steps, units, input, recurrent, gates, hidden, hiddenSlope, slopePanels, activation } = this;
    const size = rows * units;
    const unitBytes = 4 * units;
    const gateBytes = 4 * unitBytes;
    const panels = units / 2;
    this.cellSlope.values.fill(0);
    for (let t = steps - 1; t >= 0; t--) {
      const slopes = gates.at(4 * t * size);
      const before = t === 0 ? this.noCells.address : this.cells.at((t - 1) * size);
      kernels[`slopes_${activation}`](slopes, before, this.shaped.at(t * size), hiddenSlope.at(t * size), this.cellSlope.address, rows, unitBytes);
      kernels.pack(slopes, gateBytes, slopePanels.address, rows, panels);
      kernels.addRows(slopes, input.biasSlope.address, rows, gateBytes);
      const xAt = t * rows * input.from;
      kernels.multiply(x.at(xAt), 4, 4 * input.from, slopePanels.address, 32 * rows, input.kernelSlope.address, gateBytes, input.from, rows, panels);
      if (xSlope !== null) {
        kernels.multiply(slopes, gateBytes, 4, this.kernelTurned.address, 32 * 4 * units, xSlope.at(xAt), 4 * input.from, rows, 4 * units, input.from / 8);
      }
      if (t > 0) {
        kernels.multiply(hidden.at((t - 1) * size), 4, unitBytes, slopePanels.address, 32 * rows, recurrent.kernelSlope.address, gateBytes, units, rows, panels);
        kernels.multiply(slopes, gateBytes, 4, this.recurrentTurned.address, 32 * 4 * units, hiddenSlope.at((t - 1) * size), unitBytes, rows, 4 * units, units / 8);
      }
    }
  }
}
