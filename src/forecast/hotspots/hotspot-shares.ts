import { AppError } from '../../base/index.ts';
import type { HotspotRequest, HotspotShare, HotspotShares } from '../../contract/index.ts';
import type { CrimeTable } from '../table/index.ts';
import { hotCells, type HotCells } from './hot-cells.ts';
import { placeRows, type PlacedRows } from './placed-rows.ts';

/** As in the fairness report: fewer say little about a map, and much about single people. */
const leastCrimes = 100;

/**
 * Whom hot cells serve: by type, the accuracy index for that type's crimes; by area, the area's share of the hot cells
 * against its share of the crimes after them. Hot cells come from the first four fifths of days, whatever the group.
 * @throws AppError 'input-invalid' when the choice has no places, one day only, or no such groups.
 */
export function hotspotShares(
  table: CrimeTable,
  request: HotspotRequest,
  by: 'type' | 'area',
): HotspotShares {
  const [ids, names] = by === 'type' ? [table.type, table.types] : [table.area, table.areas];
  const placed = placeRows(table, request);
  const hot = hotCells(table, placed, request.hotShare);
  if (ids === null || hot === null) {
    throw new AppError('input-invalid', `There is nothing to compare by ${by} in this choice.`, {
      remedy: 'Choose a longer span, or a file with that column.',
    });
  }
  const crimes = new Float64Array(names.length);
  const hits = new Float64Array(names.length);
  for (const i of hot.later) {
    const id = ids[placed.rows[i] as number] as number;
    crimes[id] = (crimes[id] as number) + 1;
    if (hot.hot.has(placed.keys[i] as number)) hits[id] = (hits[id] as number) + 1;
  }
  const shareOf = by === 'type' ? typeShare(hot, hits, crimes) : areaShare(hot, placed, ids, crimes);
  const groups: HotspotShare[] = [];
  let suppressed = 0;
  names.forEach((group, id) => {
    const count = crimes[id] as number;
    if (count >= leastCrimes) groups.push({ group, crimes: count, ...shareOf(id) });
    else suppressed++;
  });
  return { by, groups: groups.sort((a, b) => b.crimes - a.crimes), suppressed, leastCrimes };
}

type Shares = (id: number) => Omit<HotspotShare, 'group' | 'crimes'>;

function typeShare({ hot, all }: HotCells, hits: Float64Array, crimes: Float64Array): Shares {
  const areaShare = hot.size / all.size;
  return (id) => {
    const crimeShare = (hits[id] as number) / (crimes[id] as number);
    return { areaShare, crimeShare, ratio: crimeShare / areaShare };
  };
}

/** A hot cell belongs to the area that most of its crimes name. */
function areaShare(
  { hot, later }: HotCells,
  { rows, keys }: PlacedRows,
  ids: Uint16Array,
  crimes: Float64Array,
): Shares {
  const byCell = new Map<number, Map<number, number>>();
  keys.forEach((key, i) => {
    if (!hot.has(key)) return;
    const areas = byCell.get(key) ?? new Map<number, number>();
    const id = ids[rows[i] as number] as number;
    areas.set(id, (areas.get(id) ?? 0) + 1);
    byCell.set(key, areas);
  });
  const cells = new Map<number, number>();
  for (const areas of byCell.values()) {
    const [most] = [...areas].sort((a, b) => b[1] - a[1]);
    if (most !== undefined) cells.set(most[0], (cells.get(most[0]) ?? 0) + 1);
  }
  return (id) => {
    const share = (cells.get(id) ?? 0) / hot.size;
    const crimeShare = (crimes[id] as number) / later.length;
    return { areaShare: share, crimeShare, ratio: share / crimeShare };
  };
}
