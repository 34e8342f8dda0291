import type { Arena, Span } from './arena.ts';
import type { Kernels } from './kernels.ts';
import { packInto, type Affine } from './layer-shape.ts';

/** Dense → ReLU on each row of [blocks · rows, from]; over shifted copies of a sequence it is a convolution. */
export class ReluLayer {
  /** [blocks · rows, to] */
  readonly out: Span;
  /** The loss's slope by `out`: write it before `backward`. */
  readonly outSlope: Span;
  private readonly panels: Span;
  private readonly turned: Span;
  private readonly slopePanels: Span;

  /** @param mostRows rows of one block; `to` is a multiple of 8. */
  constructor(
    arena: Arena,
    private readonly blocks: number,
    mostRows: number,
    private readonly affine: Affine,
  ) {
    const { from, to } = affine;
    this.out = arena.reserve(blocks * mostRows * to);
    this.outSlope = arena.reserve(blocks * mostRows * to);
    this.panels = arena.reserve(from * to);
    this.turned = arena.reserve(to * 8 * Math.ceil(from / 8));
    this.slopePanels = arena.reserve(mostRows * to);
  }

  pack(): void {
    const { kernel, from, to } = this.affine;
    packInto(this.panels.values, kernel.values, from, to, false);
    packInto(this.turned.values, kernel.values, to, from, true);
  }

  /** @param x [blocks · rows, from] */
  forward(kernels: Kernels, x: Span, rows: number): void {
    const { from, to, bias } = this.affine;
    const all = this.blocks * rows;
    const out = this.out.values;
    for (let row = 0; row < all; row++) out.set(bias.values, row * to);
    kernels.multiply(x.address, 4 * from, 4, this.panels.address, 32 * from, this.out.address, 4 * to, all, from, to / 8);
    for (let i = 0; i < all * to; i++) if ((out[i] as number) < 0) out[i] = 0;
  }

  /** Adds to the slopes by the weights; `xSlope` as in the LSTM. `from` is a multiple of 8 where it is asked for. */
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
      kernels.multiply(x.at(xAt), 4, 4 * from, this.slopePanels.address, 32 * rows, kernelSlope.address, 4 * to, from, rows, to / 8);
      if (xSlope === null) continue;
      kernels.multiply(slopes, 4 * to, 4, this.turned.address, 32 * to, xSlope.at(xAt), 4 * from, rows, to, from / 8);
    }
  }
}
