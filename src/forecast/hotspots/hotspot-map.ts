import type { HotspotMap, HotspotRequest } from '../../contract/index.ts';
import type { CrimeTable } from '../table/index.ts';
import { hotCells, type HotCells } from './hot-cells.ts';
import { placeRows } from './placed-rows.ts';

const mostCells = 20_000;

/**
 * Crimes by map cell, for a span of days and hours. The predictive accuracy index (Chainey, Tompson & Uhlig 2008) is
 * honest: hot cells are the densest of the first 80 % of days, scored on the crimes of the rest.
 * @throws AppError 'input-invalid' when no row of the choice has a place.
 */
export function hotspotMap(table: CrimeTable, request: HotspotRequest): HotspotMap {
  const placed = placeRows(table, request);
  const totals = tally(placed.keys, placed.rows, table.count);
  const cells = [...totals]
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || a.key - b.key)
    .slice(0, mostCells)
    .map(({ key, count }) => {
      const [longitude, latitude] = placed.grid.centreOf(key);
      return { longitude, latitude, count };
    });
  const hot = hotCells(table, placed, request.hotShare);
  return {
    grid: request.grid,
    cellMetres: request.cellMetres,
    cells,
    points: [...totals.values()].reduce((sum, count) => sum + count, 0),
    withoutPlace: placed.withoutPlace,
    bounds: placed.bounds,
    pai: hot && accuracyIndex(hot, placed.keys),
  };
}

function tally(
  keys: readonly number[],
  rows: readonly number[],
  count: Float32Array | null,
): Map<number, number> {
  const totals = new Map<number, number>();
  keys.forEach((key, i) =>
    totals.set(key, (totals.get(key) ?? 0) + (count === null ? 1 : (count[rows[i] as number] as number))),
  );
  return totals;
}

/** (share of later crimes in hot cells) / (share of the area). */
function accuracyIndex(
  { hot, all, later }: HotCells,
  keys: readonly number[],
): NonNullable<HotspotMap['pai']> {
  const hits = later.filter((i) => hot.has(keys[i] as number)).length;
  const areaShare = hot.size / all.size;
  const crimeShare = hits / later.length;
  return { value: crimeShare / areaShare, areaShare, crimeShare };
}
