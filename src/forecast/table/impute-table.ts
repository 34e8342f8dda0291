import type { MissingValues } from '../../contract/index.ts';
import { ImputedBit, type CrimeTable } from './crime-table.ts';
import { sampledMedian } from './possible-place.ts';

interface Columns {
  readonly hour: Uint8Array | null;
  readonly type: Uint16Array | null;
  readonly types: readonly string[];
  readonly area: Uint16Array | null;
  readonly areas: readonly string[];
  readonly arrest: Uint8Array | null;
  readonly count: Float32Array | null;
  readonly latitude: Float32Array | null;
  readonly longitude: Float32Array | null;
  readonly imputed: Uint8Array;
}

/**
 * Fills missing numbers by the median and categories by the mode, in place; each filled value keeps its bit in
 * `imputed`. Coordinates are counted with their median but stay unknown: a median place would be a false hot spot.
 */
export function imputeTable(columns: Columns): MissingValues[] {
  const { imputed } = columns;
  const rowsOf = rowsByBits(imputed);
  const found: MissingValues[] = [];
  const fill = (
    column: MissingValues['column'],
    bit: number,
    method: MissingValues['method'],
    values: Uint8Array | Uint16Array | Float32Array | null,
    show: (value: number) => string,
  ): void => {
    if (values === null) return;
    const rows = countBit(rowsOf, bit);
    if (rows === 0 || rows === imputed.length) return;
    const value = method === 'mode' ? mode(values, imputed, bit) : median(values, imputed, bit);
    for (let i = 0; i < values.length; i++) if (((imputed[i] as number) & bit) !== 0) values[i] = value;
    found.push({ column, rows, method, value: show(value) });
  };
  fill('type', ImputedBit.type, 'mode', columns.type, (id) => columns.types[id] ?? '');
  fill('area', ImputedBit.area, 'mode', columns.area, (id) => columns.areas[id] ?? '');
  fill('arrest', ImputedBit.arrest, 'mode', columns.arrest, (flag) => (flag === 1 ? 'true' : 'false'));
  fill('hour', ImputedBit.hour, 'median', columns.hour, (hour) => `${hour} h`);
  fill('count', ImputedBit.count, 'median', columns.count, String);
  const { latitude, longitude } = columns;
  const places = countBit(rowsOf, ImputedBit.coordinates);
  if (latitude !== null && longitude !== null && places > 0) {
    const value = `${sampledMedian(latitude).toFixed(4)}, ${sampledMedian(longitude).toFixed(4)} (not put on the map)`;
    found.push({ column: 'coordinates', rows: places, method: 'median', value });
  }
  return found;
}

/** Rows by the value of their bits, [256]: one pass answers for every bit. */
function rowsByBits(imputed: CrimeTable['imputed']): Float64Array {
  const rows = new Float64Array(256);
  for (let i = 0; i < imputed.length; i++) {
    const bits = imputed[i] as number;
    rows[bits] = (rows[bits] as number) + 1;
  }
  return rows;
}

function countBit(rowsOf: Float64Array, bit: number): number {
  return rowsOf.reduce((sum, rows, bits) => ((bits & bit) === 0 ? sum : sum + rows), 0);
}

function mode(values: Uint8Array | Uint16Array | Float32Array, imputed: Uint8Array, bit: number): number {
  const tally = new Map<number, number>();
  values.forEach((value, i) => {
    if (((imputed[i] as number) & bit) === 0) tally.set(value, (tally.get(value) ?? 0) + 1);
  });
  let best = 0;
  let most = -1;
  for (const [value, n] of tally) if (n > most) [best, most] = [value, n];
  return best;
}

function median(values: Uint8Array | Uint16Array | Float32Array, imputed: Uint8Array, bit: number): number {
  const stride = Math.max(1, Math.floor(values.length / 200_000));
  const sample = new Float32Array(Math.ceil(values.length / stride));
  let known = 0;
  for (let i = 0; i < values.length; i += stride) {
    if (((imputed[i] as number) & bit) === 0) sample[known++] = values[i] as number;
  }
  return sample.subarray(0, known).sort()[known >> 1] ?? 0;
}
