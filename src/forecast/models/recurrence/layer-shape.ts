import type { Span } from './arena.ts';

/** A weight matrix [from, to] with its bias [to], and the loss's slopes by them, in the network's memory. */
export interface Affine {
  readonly from: number;
  readonly to: number;
  readonly kernel: Span;
  readonly bias: Span;
  readonly kernelSlope: Span;
  readonly biasSlope: Span;
}

/** Packs `matrix` [depth, columns], or its transpose, into panels [⌈columns / 8⌉][depth][8]; missing columns are 0. */
export function packInto(target: Float32Array, matrix: Float32Array, depth: number, columns: number, transposed: boolean): void {
  target.fill(0);
  for (let k = 0; k < depth; k++) {
    for (let c = 0; c < columns; c++) {
      const value = matrix[transposed ? c * depth + k : k * columns + c] as number;
      target[((c >> 3) * depth + k) * 8 + (c & 7)] = value;
    }
  }
}
