import { AppError } from '../../base/index.ts';
import type { HotspotRequest } from '../../contract/index.ts';
import { filterRows } from '../series/index.ts';
import { dayOfIso, ImputedBit, type CrimeTable } from '../table/index.ts';
import { CellGrid } from './cell-grid.ts';

type Bounds = [west: number, south: number, east: number, north: number];

/** The rows of a choice that have a place, and the map cell of each. */
export interface PlacedRows {
  readonly rows: readonly number[];
  /** Cell of each row. */
  readonly keys: readonly number[];
  readonly withoutPlace: number;
  readonly grid: CellGrid;
  readonly bounds: Bounds;
}

/** @throws AppError 'input-invalid' when no row of the choice has a place. */
export function placeRows(table: CrimeTable, request: HotspotRequest): PlacedRows {
  const { latitude, longitude } = table;
  const { placed: rows, without: withoutPlace } =
    latitude === null ? { placed: [], without: 0 } : chosenRows(table, request);
  if (latitude === null || longitude === null || rows.length === 0) {
    throw new AppError('input-invalid', 'No row of this choice has coordinates.', {
      remedy: 'Choose a file with latitude and longitude, or a wider span.',
    });
  }
  const bounds = boundsOf(rows, longitude, latitude);
  const [west, south, east, north] = bounds;
  const grid = new CellGrid(request.grid, request.cellMetres, (west + east) / 2, (south + north) / 2);
  const keys = rows.map((row) => grid.keyOf(longitude[row] as number, latitude[row] as number));
  return { rows, keys, withoutPlace, grid, bounds };
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

function boundsOf(rows: readonly number[], longitude: Float32Array, latitude: Float32Array): Bounds {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const row of rows) {
    west = Math.min(west, longitude[row] as number);
    east = Math.max(east, longitude[row] as number);
    south = Math.min(south, latitude[row] as number);
    north = Math.max(north, latitude[row] as number);
  }
  return [west, south, east, north];
}
