import { describe, expect, test } from 'vitest';
import { detachedTask, seededRandom } from '../../../src/base/index.ts';
import type { CountSeries } from '../../../src/contract/index.ts';
import { findAnomalies } from '../../../src/forecast/anomalies/index.ts';
import { attributeForecast } from '../../../src/forecast/attribution/index.ts';
import { shapleyValues } from '../../../src/forecast/attribution/shapley.ts';
import { FitStore } from '../../../src/forecast/backtest/index.ts';
import { fairnessReport } from '../../../src/forecast/fairness/index.ts';
import {
  countByArea,
  hotspotMap,
  hotspotShares,
  readAreaShapes,
} from '../../../src/forecast/hotspots/index.ts';
import { CellGrid } from '../../../src/forecast/hotspots/cell-grid.ts';
import { countSeries, overviewOf } from '../../../src/forecast/series/index.ts';
import { importTable, isoDate } from '../../../src/forecast/table/index.ts';

const random = seededRandom(21);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** 300 days of two types, one common and one rare, at places around two corners. */
const lines = ['date,primary type,latitude,longitude'];
for (let day = 0; day < 300; day++) {
  for (let k = 0; k < 6 + (day % 7); k++) {
    const hot = k % 3 === 0;
    lines.push(
      `${isoDate(18262 + day)} 1${day % 10}:00,THEFT,${(41.8 + (hot ? 0.001 : 0.1) * random()).toFixed(5)},${(-87.6 - (hot ? 0.001 : 0.1) * random()).toFixed(5)}`,
    );
  }
  if (day % 20 === 0) lines.push(`${isoDate(18262 + day)},ARSON,0,0`);
}
const imported = importTable(new Blob([lines.join('\n')]), 'two.csv', {}, detachedTask());

describe('anomalies', () => {
  const values = Float64Array.from(
    { length: 1000 },
    (_, t) => 500 - t / 5 + 20 * Math.sin((2 * Math.PI * t) / 7) + 15 * normal(),
  );
  values[800] = 900;
  const series: CountSeries = {
    cadence: 'day',
    values,
    days: Int32Array.from(values, (_, t) => 18000 + t),
    imputed: new Uint8Array(1000),
  };
  const predicted = Float64Array.from(
    { length: 600 },
    (_, k) => 500 - (k + 400) / 5 + 20 * Math.sin((2 * Math.PI * (k + 400)) / 7),
  );

  test('an upheaval is flagged by both rules, and chance flags are as many as expected', () => {
    const report = findAnomalies(series, { from: 400, predicted }, 2);
    expect(report.flags.filter(({ date }) => date === isoDate(18800)).map(({ rule }) => rule)).toEqual([
      'forecast',
      'weekday-norm',
    ]);
    expect(report.expectedFalse).toBeCloseTo((600 + 600 - 60) * 0.0455, 0);
    expect(report.flags.length).toBeGreaterThan(report.expectedFalse / 2);
    expect(report.flags.length).toBeLessThan(report.expectedFalse * 2);
  });
});

describe('hotspots', () => {
  test('the hot corner is the densest cell; impossible places stay off the map; PAI is above 1', async () => {
    const { table } = await imported;
    const map = hotspotMap(table, { grid: 'hexagon', cellMetres: 500, hotShare: 0.05 });
    expect(map.withoutPlace).toBe(15);
    expect(map.cells[0]?.latitude).toBeCloseTo(41.8, 1);
    expect(map.points).toBe(lines.length - 1 - 15);
    expect(map.pai?.value).toBeGreaterThan(3);
  });

  test.each(['square', 'hexagon'] as const)("a %s cell's centre lies in the cell", (kind) => {
    const grid = new CellGrid(kind, 250, -87.6, 41.8);
    for (let k = 0; k < 500; k++) {
      const [longitude, latitude] = [-87.6 + 0.2 * normal(), 41.8 + 0.2 * normal()];
      const key = grid.keyOf(longitude, latitude);
      const [x, y] = grid.centreOf(key);
      expect(grid.keyOf(x, y)).toBe(key);
      expect(
        Math.hypot((x - longitude) * 111_320 * Math.cos((41.8 * Math.PI) / 180), (y - latitude) * 111_320),
      ).toBeLessThan(180);
    }
  });

  test('user areas count the points inside, with holes outside', async () => {
    const square = (w: number, s: number, e: number, n: number) => [
      [w, s],
      [e, s],
      [e, n],
      [w, n],
      [w, s],
    ];
    const text = JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { community: 'LOOP' },
          geometry: {
            type: 'Polygon',
            coordinates: [square(-87.7, 41.8, -87.6, 41.9), square(-87.6011, 41.8, -87.6, 41.8011)],
          },
        },
      ],
    });
    const shapes = readAreaShapes(text, 'areas.geojson');
    const { table } = await imported;
    const counts = countByArea(table, {}, shapes);
    expect(counts.map(({ name }) => name).sort()).toEqual(['(outside)', 'LOOP']);
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(lines.length - 1 - 15);
    expect(() => readAreaShapes('{}', 'x')).toThrow(/outlines/);
    expect(() => readAreaShapes('no', 'x')).toThrow(/GeoJSON/);
  });
});

describe('fairness', () => {
  test('small groups are suppressed, and the statement is there', async () => {
    const { table, lagging } = await imported;
    const report = await fairnessReport(
      table,
      lagging,
      { model: 'mean-7', window: 7, horizon: 1, level: 0.9, seed: 1 },
      'type',
      detachedTask(),
    );
    expect(report.groups.map(({ group }) => group)).toEqual(['THEFT']);
    expect(report.suppressed).toBe(1);
    expect(report.groups[0]?.coverage).toBeGreaterThan(0.7);
    expect(report.statement).toMatch(/reported/);
  });
});

describe('attribution', () => {
  test('exact Shapley values of a known game', async () => {
    // Gloves: players 0 and 1 hold left gloves, 2 the right one; a pair is worth 1. Known values 1/6, 1/6, 2/3.
    const worth = (coalitions: readonly Uint8Array[]) =>
      Promise.resolve(
        Float64Array.from(coalitions, ([a = 0, b = 0, c = 0]) => (c === 1 && a + b > 0 ? 1 : 0)),
      );
    const { values } = await shapleyValues(3, worth, 1, detachedTask());
    expect([...values].map((value) => Number(value.toFixed(12)))).toEqual(
      [1 / 6, 1 / 6, 2 / 3].map((value) => Number(value.toFixed(12))),
    );
  });

  test('sampled values of many players keep the sum rule and find the additive truth', async () => {
    const weights = Array.from({ length: 15 }, (_, k) => k - 4);
    const worth = (coalitions: readonly Uint8Array[]) =>
      Promise.resolve(
        Float64Array.from(coalitions, (coalition) =>
          coalition.reduce((sum, inside, k) => sum + inside * (weights[k] as number), 5),
        ),
      );
    const { values, baseline, full, method } = await shapleyValues(15, worth, 1, detachedTask());
    expect(method).toBe('sampled');
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(full - baseline, 9);
    values.forEach((value, k) => expect(value).toBeCloseTo(weights[k] as number, 9));
  });

  test('the 7-day mean owes its forecast to seven days alike', async () => {
    const { table, lagging } = await imported;
    const series = countSeries(table, {}, lagging);
    const date = isoDate(series.days.at(-1) as number);
    const report = await attributeForecast(
      series,
      { model: 'mean-7', window: 60, horizon: 1, level: 0.9, seed: 1 },
      date,
      new FitStore(),
      detachedTask(),
    );
    expect(report.method).toBe('exact');
    expect(Math.abs(report.sumError)).toBeLessThan(1e-9);
    expect(report.parts.slice(7).every(({ value }) => Math.abs(value) < 1e-9)).toBe(true);
  });
});

test('hot cells by type: the common type is found in them, the rare one is not judged', async () => {
  const { table } = await imported;
  const request = { grid: 'hexagon', cellMetres: 500, hotShare: 0.05 } as const;
  const { groups, suppressed } = hotspotShares(table, request, 'type');
  expect(groups.map(({ group }) => group)).toEqual(['THEFT']);
  expect(suppressed).toBe(1);
  const { pai } = hotspotMap(table, request);
  expect(groups[0]?.ratio).toBeCloseTo(pai?.value ?? NaN, 9);
});

test('hot cells by area: shares of the hot cells and of the crimes both add up to 1', async () => {
  const rows = ['date,area,latitude,longitude'];
  for (let day = 0; day < 400; day++) {
    for (let k = 0; k < 4; k++) {
      const area = k < 3 ? 1 : 2;
      rows.push(
        `${isoDate(18262 + day)},${area},${41.8 + (area === 1 ? 0 : random() / 10)},${-87.6 - 0.2 * area}`,
      );
    }
  }
  const { table } = await importTable(new Blob([rows.join('\n')]), 'areas.csv', {}, detachedTask());
  const { groups } = hotspotShares(table, { grid: 'square', cellMetres: 500, hotShare: 0.05 }, 'area');
  const [first] = groups;
  expect(first).toMatchObject({ group: '1', areaShare: 1 });
  expect(first?.crimeShare).toBeCloseTo(0.75, 2);
  expect(groups[1]).toBeUndefined();
});

test('the overview counts every row once', async () => {
  const { table, lagging } = await imported;
  const series = countSeries(table, {}, lagging);
  const overview = overviewOf(table, series, {});
  expect(series.values.reduce((sum, value) => sum + value, 0)).toBe(lines.length - 1);
  expect(overview.weekdayHour?.reduce((sum, value) => sum + value, 0)).toBe(lines.length - 1 - 15);
  expect(overview.months[0]?.n).toBe(31);
  expect(overview.years[0]).toMatchObject({ year: 2020, days: 300, change: null });
});
