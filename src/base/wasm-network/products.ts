import type { Kernels } from './kernels.ts';

/** Depth of a product that is worked on at once: what it reads of the right side stays in the first-level cache. */
const blockDepth = 256;

/**
 * `out` [rows, 8 · panels] += x [rows, depth] · a packed matrix, in the order of a plain sum over the depth.
 * @param x address; its rows are `depth` floats apart
 */
export function addProduct(
  { multiply }: Kernels,
  x: number,
  packed: number,
  out: number,
  rows: number,
  depth: number,
  panels: number,
): void {
  for (let k = 0; k < depth; k += blockDepth) {
    const share = Math.min(blockDepth, depth - k);
    multiply(x + 4 * k, 4 * depth, 4, packed + 32 * k, 32 * depth, out, 32 * panels, rows, share, panels);
  }
}

/**
 * `out` [columns, 8 · panels] += the transpose of x [rows, columns] · a packed matrix of depth `rows`.
 * @param x address; its rows are `columns` floats apart
 */
export function addTurnedProduct(
  { multiply }: Kernels,
  x: number,
  packed: number,
  out: number,
  columns: number,
  rows: number,
  panels: number,
): void {
  multiply(x, 4, 4 * columns, packed, 32 * rows, out, 32 * panels, columns, rows, panels);
}
