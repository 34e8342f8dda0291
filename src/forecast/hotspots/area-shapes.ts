import { AppError } from '../../base/index.ts';
import type { AreaCount, AreaShape, SeriesFilter } from '../../contract/index.ts';
import { filterRows } from '../series/index.ts';
import { dayOfIso, type CrimeTable } from '../table/index.ts';

type Position = readonly number[];
interface GeoFeature {
  readonly properties?: Readonly<Record<string, unknown>> | null;
  readonly geometry?: { readonly type: string; readonly coordinates: unknown } | null;
}

const nameKeys = [
  'community',
  'name',
  'area_name',
  'areaname',
  'district',
  'dist_num',
  'lsoa11nm',
  'neighborhood',
  'nhood',
  'boroname',
  'area_numbe',
  'id',
];

/**
 * Area outlines from GeoJSON (RFC 7946): Polygon and MultiPolygon features, longitude and latitude in degrees.
 * @throws AppError 'input-invalid' when the text is no such file.
 */
export function readAreaShapes(text: string, name: string): AreaShape[] {
  let parsed: { features?: readonly GeoFeature[] };
  try {
    parsed = JSON.parse(text) as typeof parsed;
  } catch (cause) {
    throw new AppError('input-invalid', `${name} is not GeoJSON.`, {
      remedy: 'Choose a .geojson file of area outlines.',
      cause,
    });
  }
  const shapes = (parsed.features ?? []).flatMap((feature, n) => {
    const rings = ringsOf(feature.geometry);
    if (rings.length === 0) return [];
    return [
      {
        name: nameOf(feature.properties ?? {}, n),
        rings,
        squareKm: rings.reduce((sum, ring) => sum + signedArea(ring), 0),
      },
    ];
  });
  const outside = shapes.some(({ rings }) =>
    rings.some((ring) => Math.abs(ring[0] as number) > 180 || Math.abs(ring[1] as number) > 90),
  );
  if (shapes.length === 0 || outside) {
    throw new AppError('input-invalid', `${name} has no area outlines in degrees.`, {
      remedy: 'Choose GeoJSON polygons in longitude and latitude (WGS 84).',
    });
  }
  return shapes.map((shape) => ({ ...shape, squareKm: Math.abs(shape.squareKm) }));
}

/** Placed crimes by the area whose outline holds them, most first; the rest are under "(outside)". */
export function countByArea(
  table: CrimeTable,
  filter: SeriesFilter,
  shapes: readonly AreaShape[],
): AreaCount[] {
  const boxes = shapes.map(({ rings }) => boxOf(rings));
  const counts = new Float64Array(shapes.length + 1);
  const passes = filterRows(table, filter);
  const from = filter.from === undefined ? -Infinity : dayOfIso(filter.from);
  const to = filter.to === undefined ? Infinity : dayOfIso(filter.to);
  let last = 0;
  for (let row = 0; row < table.rows; row++) {
    const day = table.day[row] as number;
    const x = table.longitude?.[row] ?? NaN;
    const y = table.latitude?.[row] ?? NaN;
    if (day < from || day > to || Number.isNaN(x) || !passes(row)) continue;
    const holds = (k: number): boolean => {
      const box = boxes[k] as Float64Array;
      if (
        x < (box[0] as number) ||
        x > (box[2] as number) ||
        y < (box[1] as number) ||
        y > (box[3] as number)
      )
        return false;
      return isInside(x, y, (shapes[k] as AreaShape).rings);
    };
    // Neighbouring rows often lie in the same area.
    let at = last < shapes.length && holds(last) ? last : shapes.findIndex((_, k) => holds(k));
    if (at < 0) at = shapes.length;
    last = at;
    counts[at] = (counts[at] as number) + (table.count === null ? 1 : (table.count[row] as number));
  }
  return [
    ...shapes.map(({ name, squareKm }, k) => ({
      name,
      count: counts[k] as number,
      perSquareKm: (counts[k] as number) / squareKm,
    })),
    { name: '(outside)', count: counts[shapes.length] as number, perSquareKm: NaN },
  ].sort((a, b) => b.count - a.count);
}

/** Even–odd rule over all rings, so holes are outside. */
export function isInside(x: number, y: number, rings: readonly Float64Array[]): boolean {
  let inside = false;
  for (const ring of rings) {
    const n = ring.length;
    for (let i = 0, j = n - 2; i < n; j = i, i += 2) {
      const [xi, yi, xj, yj] = [ring[i], ring[i + 1], ring[j], ring[j + 1]] as [
        number,
        number,
        number,
        number,
      ];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}

function ringsOf(geometry: GeoFeature['geometry']): Float64Array[] {
  const flat = (polygon: readonly (readonly Position[])[]): Float64Array[] =>
    polygon.map((ring) => Float64Array.from(ring.flatMap(([x = NaN, y = NaN]) => [x, y])));
  if (geometry?.type === 'Polygon') return flat(geometry.coordinates as Position[][]);
  if (geometry?.type === 'MultiPolygon') return (geometry.coordinates as Position[][][]).flatMap(flat);
  return [];
}

function nameOf(properties: Readonly<Record<string, unknown>>, n: number): string {
  for (const key of nameKeys) {
    const found = Object.keys(properties).find((name) => name.toLowerCase() === key);
    const value = found === undefined ? null : properties[found];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return `area ${n + 1}`;
}

/** Square kilometres on a local plane; holes, wound the other way, count negative. */
function signedArea(ring: Float64Array): number {
  const scale = 111.32 ** 2 * Math.cos(((ring[1] as number) * Math.PI) / 180);
  let twice = 0;
  for (let i = 0; i + 3 < ring.length; i += 2) {
    twice +=
      (ring[i] as number) * (ring[i + 3] as number) - (ring[i + 2] as number) * (ring[i + 1] as number);
  }
  return (twice / 2) * scale;
}

function boxOf(rings: readonly Float64Array[]): Float64Array {
  const box = Float64Array.of(Infinity, Infinity, -Infinity, -Infinity);
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      box[0] = Math.min(box[0] as number, ring[i] as number);
      box[1] = Math.min(box[1] as number, ring[i + 1] as number);
      box[2] = Math.max(box[2] as number, ring[i] as number);
      box[3] = Math.max(box[3] as number, ring[i + 1] as number);
    }
  }
  return box;
}
