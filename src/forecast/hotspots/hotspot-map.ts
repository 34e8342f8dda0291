import { AppError } from '../../base/index.ts';
import type { HotspotMap, HotspotRequest } from '../../contract/index.ts';
import { filterRows } from '../series/index.ts';
import { dayOfIso, ImputedBit, type CrimeTable } from '../table/index.ts';
import { CellGrid } from './cell-grid.ts';

const mostCells = 20_000;

/**
 * Crimes by map cell, for a span of days and hours. The predictive accuracy index (Chainey, Tompson & Uhlig 2008) is
 * honest: hot cells are the densest of the first 80 % of days, scored on the crimes of the rest.
 * @throws AppError 'input-invalid' when no row of the choice has a place.
 */
export function hotspotMap(table: CrimeTable, request: HotspotRequest): HotspotMap {
  const { latitude, longitude } = table;
  const rows = latitude === null ? { placed: [], without: 0 } : chosenRows(table, request);
  const { placed, without } = rows;
  if (latitude === null || longitude === null || placed.length === 0) {
    throw new AppError('input-invalid', 'No row of this choice has coordinates.', {
      remedy: 'Choose a file with latitude and longitude, or a wider span.',
    });
  }
  const bounds = boundsOf(placed, longitude, latitude);
  const grid = new CellGrid(
    request.grid,
    request.cellMetres,
    (bounds[0] + bounds[2]) / 2,
    (bounds[1] + bounds[3]) / 2,
  );
  const keys = placed.map((row) => grid.keyOf(longitude[row] as number, latitude[row] as number));
  const totals = tally(keys, placed, table.count);
  const cells = [...totals]
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || a.key - b.key)
    .slice(0, mostCells)
    .map(({ key, count }) => {
      const [lon, lat] = grid.centreOf(key);
      return { longitude: lon, latitude: lat, count };
    });
  const points = [...totals.values()].reduce((sum, count) => sum + count, 0);
  return {
    grid: request.grid,
    cellMetres: request.cellMetres,
    cells,
    points,
    withoutPlace: without,
    bounds,
    pai: accuracyIndex(table, placed, keys, request.hotShare),
  };
}

function chosenRows(
  table: CrimeTable,
  { filter = {}, hours }: HotspotRequest,
): { placed: number[]; without: number } {
  const passes = filterRows(table, filter);
  const from = filter.from === undefined ? -Infinity : dayOfIso(filter.from);
  const to = filter.to === undefined ? Infinity : dayOfIso(filter.to);
  const placed: number[] = [];
  let without = 0;
  for (let row = 0; row < table.rows; row++) {
    const day = table.day[row] as number;
    if (day < from || day > to || !passes(row)) continue;
    if (hours !== undefined && !inHours(table, row, hours)) continue;
    if (Number.isNaN(table.latitude?.[row] ?? NaN)) without++;
    else placed.push(row);
  }
  return { placed, without };
}

/** From hour `a` to hour `b`, both included, over midnight when b < a. */
function inHours(table: CrimeTable, row: number, [a, b]: readonly [number, number]): boolean {
  if (table.hour === null || ((table.imputed[row] as number) & ImputedBit.hour) !== 0) return false;
  const hour = table.hour[row] as number;
  return a <= b ? hour >= a && hour <= b : hour >= a || hour <= b;
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

/** (share of later crimes in hot cells) / (share of the area); the area is every cell that ever had a crime. */
function accuracyIndex(
  table: CrimeTable,
  rows: readonly number[],
  keys: readonly number[],
  hotShare: number,
): HotspotMap['pai'] {
  const days = rows.map((row) => table.day[row] as number).sort((a, b) => a - b);
  const split = days[Math.floor(days.length * 0.8)] as number;
  if (split === days[0]) return null;
  const before = new Map<number, number>();
  const all = new Set(keys);
  rows.forEach((row, i) => {
    if ((table.day[row] as number) < split)
      before.set(keys[i] as number, (before.get(keys[i] as number) ?? 0) + 1);
  });
  const hotCount = Math.max(1, Math.round(all.size * hotShare));
  const hot = new Set(
    [...before]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, hotCount)
      .map(([key]) => key),
  );
  let later = 0;
  let hits = 0;
  rows.forEach((row, i) => {
    if ((table.day[row] as number) < split) return;
    later++;
    if (hot.has(keys[i] as number)) hits++;
  });
  if (later === 0) return null;
  const areaShare = hot.size / all.size;
  const crimeShare = hits / later;
  return { value: crimeShare / areaShare, areaShare, crimeShare };
}

function boundsOf(
  rows: readonly number[],
  longitude: Float32Array,
  latitude: Float32Array,
): [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const row of rows) {
    west = Math.min(west, longitude[row] as number);
    east = Math.max(east, longitude[row] as number);
    south = Math.min(south, latitude[row] as number);
    north = Math.max(north, latitude[row] as number);
  }
  return [west, south, east, north];
}
