import type { Arena, Span } from './arena.ts';
import type { Kernels } from './kernels.ts';
import { packInto, packTurned, type Affine } from './layer-shape.ts';
import { addProduct, addTurnedProduct } from './products.ts';

/** A dense layer without activation on [rows, from]. `from` and `to` are multiples of 8. */
export class LinearLayer {
  private readonly panels: Span;
  private readonly turned: Span | null;
  private readonly slopePanels: Span;

  /** @param hasInputSlope whether `backward` is asked for the slope by its input */
  constructor(
    arena: Arena,
    mostRows: number,
    private readonly affine: Affine,
    hasInputSlope: boolean,
  ) {
    const { from, to } = affine;
    this.panels = arena.reserve(from * to);
    this.turned = hasInputSlope ? arena.reserve(to * from) : null;
    this.slopePanels = arena.reserve(mostRows * to);
  }

  /** Brings the weights into the order that the products read; once after each change of them. */
  pack(kernels: Kernels): void {
    const { kernel, from, to } = this.affine;
    packInto(kernels, this.panels, kernel, from, to);
    if (this.turned !== null) packTurned(this.turned.values, kernel.values, to, from);
  }

  /** Adds the outputs for x [rows, from] to `out` [rows, to]. */
  forward(kernels: Kernels, x: Span, rows: number, out: Span): void {
    const { from, to, bias } = this.affine;
    const [sums, shift] = [out.values, bias.values];
    for (let i = 0; i < rows * to; i++) sums[i] = (sums[i] as number) + (shift[i % to] as number);
    addProduct(kernels, x.address, this.panels.address, out.address, rows, from, to / 8);
  }

  /**
   * Adds to the slopes by the weights.
   * @param slope of the loss by the outputs, [rows, to]
   * @param xSlope [rows, from] to which the slope by x is added, or null when nobody asks for it
   */
  backward(kernels: Kernels, x: Span, rows: number, slope: Span, xSlope: Span | null): void {
    const { from, to, kernelSlope, biasSlope } = this.affine;
    kernels.pack(slope.address, 4 * to, this.slopePanels.address, rows, to / 8);
    kernels.addRows(slope.address, biasSlope.address, rows, 4 * to);
    addTurnedProduct(kernels, x.address, this.slopePanels.address, kernelSlope.address, from, rows, to / 8);
    if (xSlope === null || this.turned === null) return;
    addProduct(kernels, slope.address, this.turned.address, xSlope.address, rows, to, from / 8);
  }
}
