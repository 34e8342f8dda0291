import { tapGroup, type AxisWeights } from './axis-weights.ts';

/** Samples of one picture plane within a larger buffer: sample (x, y) stands at offset + y·stride + x·step. */
export interface Plane {
  readonly data: Uint8Array | Uint16Array;
  readonly offset: number;
  readonly stride: number;
  readonly step: number;
}

/** After the rows are summed, values keep four fractional bits, so that those times a 12-bit weight fit 32 bits. */
const rowFraction = 4;
const weightBits = 12;

/**
 * Resizes one plane. Output values are 8 times the sample's value (three fractional bits), [rows, columns].
 *
 * Rows are summed first, at full width, because that is a long plain loop; columns then only for the rows kept.
 * @param sampleBits 8, or more for deep samples, which are brought to the same scale.
 */
export function resizePlane(
  plane: Plane,
  columns: AxisWeights,
  rows: AxisWeights,
  sampleBits = 8,
): Int32Array {
  const out = new Int32Array(columns.length * rows.length);
  // The last group of taps may reach past the end with weight 0.
  const line = new Int32Array(columns.input + tapGroup);
  const drop = weightBits - rowFraction + (sampleBits - 8);
  for (let y = 0; y < rows.length; y++) {
    sumRows(line, plane, columns.input, rows, y, drop);
    sumColumns(out, y * columns.length, line, columns);
  }
  return out;
}

function sumRows(
  line: Int32Array,
  plane: Plane,
  width: number,
  rows: AxisWeights,
  y: number,
  drop: number,
): void {
  const { taps, weights, first } = rows;
  line.fill(1 << (drop - 1), 0, width);
  for (let k = 0; k < taps; k += tapGroup) {
    const row = (first[y] as number) + k;
    addRows(line, plane, width, row, rows.input - 1, weights, y * taps + k, k + tapGroup < taps ? 0 : drop);
  }
}

/** Adds four weighted rows at once: one load and store of the line for four of the samples. */
function addRows(
  line: Int32Array,
  { data, offset, stride, step }: Plane,
  width: number,
  row: number,
  lastRow: number,
  weights: Int32Array,
  w: number,
  shift: number,
): void {
  const a = offset + row * stride;
  const b = offset + Math.min(row + 1, lastRow) * stride;
  const c = offset + Math.min(row + 2, lastRow) * stride;
  const d = offset + Math.min(row + 3, lastRow) * stride;
  const wa = weights[w] as number;
  const wb = weights[w + 1] as number;
  const wc = weights[w + 2] as number;
  const wd = weights[w + 3] as number;
  for (let x = 0, at = 0; x < width; x++, at += step) {
    const near = Math.imul(wa, data[a + at] as number) + Math.imul(wb, data[b + at] as number);
    const far = Math.imul(wc, data[c + at] as number) + Math.imul(wd, data[d + at] as number);
    line[x] = ((line[x] as number) + near + far) >> shift;
  }
}

function sumColumns(out: Int32Array, begin: number, line: Int32Array, columns: AxisWeights): void {
  const { taps, first, weights, length } = columns;
  const shift = weightBits + rowFraction - 3;
  for (let i = 0, w = 0; i < length; i++) {
    let at = first[i] as number;
    let sum = 1 << (shift - 1);
    for (const end = w + taps; w < end; w += tapGroup, at += tapGroup) {
      const near =
        (weights[w] as number) * (line[at] as number) + (weights[w + 1] as number) * (line[at + 1] as number);
      const far =
        (weights[w + 2] as number) * (line[at + 2] as number) +
        (weights[w + 3] as number) * (line[at + 3] as number);
      sum += near + far;
    }
    out[begin + i] = sum >> shift;
  }
}
