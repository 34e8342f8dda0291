import type { Arena, Span } from './arena.ts';
import type { Kernels } from './kernels.ts';
import { packInto, packTurned, type Affine } from './layer-shape.ts';
import { addProduct, addTurnedProduct } from './products.ts';

/** Dense → ReLU on each row of [blocks · rows, from]; over shifted copies of a sequence it is a convolution. */
export class ReluLayer {
  /** [blocks · rows, to] */
  readonly out: Span;
  /** The loss's slope by `out`: write it before `backward`. */
  readonly outSlope: Span;
  private readonly panels: Span;
  private readonly turned: Span | null;
  private readonly slopePanels: Span;

  /**
   * @param mostRows rows of one block; `to` is a multiple of 8.
   * @param hasInputSlope whether `backward` is asked for the slope by its input; `from` is a multiple of 8 then
   */
  constructor(
    arena: Arena,
    private readonly blocks: number,
    mostRows: number,
    private readonly affine: Affine,
    hasInputSlope: boolean,
  ) {
    const { from, to } = affine;
    this.out = arena.reserve(blocks * mostRows * to);
    this.outSlope = arena.reserve(blocks * mostRows * to);
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

  /** @param x [blocks · rows, from] */
  forward(kernels: Kernels, x: Span, rows: number): void {
    const { from, to, bias } = this.affine;
    const all = this.blocks * rows;
    const out = this.out.values;
    for (let row = 0; row < all; row++) out.set(bias.values, row * to);
    addProduct(kernels, x.address, this.panels.address, this.out.address, all, from, to / 8);
    for (let i = 0; i < all * to; i++) if ((out[i] as number) < 0) out[i] = 0;
  }

  /** Adds to the slopes by the weights; `xSlope` as in the LSTM. */
  backward(kernels: Kernels, x: Span, rows: number, xSlope: Span | null): void {
    const { from, to, kernelSlope, biasSlope } = this.affine;
    const out = this.out.values;
    const slope = this.outSlope.values;
    for (let i = 0; i < this.blocks * rows * to; i++) if (out[i] === 0) slope[i] = 0;
    for (let block = 0; block < this.blocks; block++) {
      const slopes = this.outSlope.at(block * rows * to);
      const xAt = block * rows * from;
      kernels.pack(slopes, 4 * to, this.slopePanels.address, rows, to / 8);
      kernels.addRows(slopes, biasSlope.address, rows, 4 * to);
      addTurnedProduct(kernels, x.at(xAt), this.slopePanels.address, kernelSlope.address, from, rows, to / 8);
      if (xSlope === null || this.turned === null) continue;
      addProduct(kernels, slopes, this.turned.address, xSlope.at(xAt), rows, to, from / 8);
    }
  }
}
