import type { Span } from './arena.ts';
import type { Kernels } from './kernels.ts';

/** A weight matrix [from, to] with its bias [to], and the loss's slopes by them, in the network's memory. */
export interface Affine {
  readonly from: number;
  readonly to: number;
  readonly kernel: Span;
  readonly bias: Span;
  readonly kernelSlope: Span;
  readonly biasSlope: Span;
}

/** Packs `matrix` [depth, columns] into panels [columns / 8][depth][8]; `columns` is a multiple of 8. */
export function packInto(kernels: Kernels, target: Span, matrix: Span, depth: number, columns: number): void {
  kernels.pack(matrix.address, 4 * columns, target.address, depth, columns / 8);
}

/** Packs the transpose of `matrix` [columns, depth] into panels [⌈columns / 8⌉][depth][8]; missing columns are 0. */
export function packTurned(target: Float32Array, matrix: Float32Array, depth: number, columns: number): void {
  target.fill(0);
  for (let c = 0; c < columns; c++) {
    let to = (c >> 3) * depth * 8 + (c & 7);
    for (let k = c * depth, end = k + depth; k < end; k++, to += 8) target[to] = matrix[k] as number;
  }
}
