import type { SeriesFilter } from '../../contract/index.ts';
import type { CrimeTable } from '../table/index.ts';

/** A test of row numbers for the types, areas and arrest of a filter; dates are the caller's matter. */
export function filterRows(table: CrimeTable, filter: SeriesFilter): (row: number) => boolean {
  const type = membership(table.type, table.types, filter.types);
  const area = membership(table.area, table.areas, filter.areas);
  const { arrest } = table;
  const wanted = filter.arrest === undefined || arrest === null ? null : filter.arrest ? 1 : 0;
  return (row) => type(row) && area(row) && (wanted === null || arrest?.[row] === wanted);
}

function membership(
  ids: Uint16Array | null,
  names: readonly string[],
  wanted: readonly string[] | undefined,
): (row: number) => boolean {
  if (wanted === undefined || wanted.length === 0) return () => true;
  if (ids === null) return () => false;
  const allowed = new Uint8Array(names.length);
  for (const name of wanted) {
    const id = names.indexOf(name);
    if (id >= 0) allowed[id] = 1;
  }
  return (row) => allowed[ids[row] as number] === 1;
}
