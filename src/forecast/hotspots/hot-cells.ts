import type { CrimeTable } from '../table/index.ts';
import type { PlacedRows } from './placed-rows.ts';

/** Cells named hot before the days on which they are judged. */
export interface HotCells {
  readonly hot: ReadonlySet<number>;
  /** Every cell that ever had a crime: what counts as the area. */
  readonly all: ReadonlySet<number>;
  /** Indices into the placed rows of the days after. */
  readonly later: readonly number[];
}

/** The densest `share` of cells over the first four fifths of rows; null when all rows are of one day. */
export function hotCells(table: CrimeTable, { rows, keys }: PlacedRows, share: number): HotCells | null {
  const days = Int32Array.from(rows, (row) => table.day[row] as number);
  const sorted = days.slice().sort();
  const split = sorted[Math.floor(sorted.length * 0.8)] as number;
  if (split === sorted[0]) return null;
  const before = new Map<number, number>();
  const later: number[] = [];
  keys.forEach((key, i) => {
    if ((days[i] as number) >= split) later.push(i);
    else before.set(key, (before.get(key) ?? 0) + 1);
  });
  const all = new Set(keys);
  const hottest = [...before].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const hot = new Set(hottest.slice(0, Math.max(1, Math.round(all.size * share))).map(([key]) => key));
  return { hot, all, later };
}
