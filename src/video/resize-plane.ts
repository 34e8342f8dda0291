import type { AxisWeights } from './axis-weights.ts';

/** Samples of one picture plane within a larger buffer: sample (x, y) stands at offset + y·stride + x·step. */
export interface Plane {
  readonly data: Uint8Array | Uint16Array;
  readonly offset: number;
  readonly stride: number;
  readonly step: number;
}

/**
 * Resizes one plane. Output values are 8 times the sample's value (three fractional bits), [columns · rows].
 *
 * Rows are summed first, at full width, because that is a long plain loop; columns then only for the rows kept.
 * @param sampleBits 8, or more for deep samples, which are brought to the same scale.
 */
export function resizePlane(
  plane: Plane,
  columns: AxisWeights,
  rows: AxisWeights,
  inputWidth: number,
  sampleBits = 8,
): Int32Array {
  const out = new Int32Array(columns.length * rows.length);
  const line = new Int32Array(inputWidth);
  // Row sums carry weightUnit (12 bits); after the drop they keep 4 fractional bits, so that 16 + 12 bits fit.
  const rowDrop = 8 + (sampleBits - 8);
  for (let y = 0; y < rows.length; y++) {
    sumRows(line, plane, rows, y, rowDrop);
    sumColumns(out.subarray(y * columns.length, (y + 1) * columns.length), line, columns);
  }
  return out;
}

function sumRows(line: Int32Array, plane: Plane, rows: AxisWeights, y: number, drop: number): void {
  const { data, stride, step } = plane;
  const { taps, weights } = rows;
  const width = line.length;
  const begin = plane.offset + (rows.first[y] as number) * stride;
  line.fill(1 << (drop - 1));
  for (let k = 0; k < taps; k++) {
    const weight = weights[y * taps + k] as number;
    if (weight === 0) continue;
    let at = begin + k * stride;
    for (let x = 0; x < width; x++, at += step) line[x] = (line[x] as number) + weight * (data[at] as number);
  }
  for (let x = 0; x < width; x++) line[x] = (line[x] as number) >> drop;
}

function sumColumns(out: Int32Array, line: Int32Array, columns: AxisWeights): void {
  const { taps, first, weights, length } = columns;
  for (let i = 0, w = 0; i < length; i++) {
    const at = first[i] as number;
    let sum = 1 << 12;
    for (let k = 0; k < taps; k++, w++) sum += (weights[w] as number) * (line[at + k] as number);
    out[i] = sum >> 13;
  }
}
