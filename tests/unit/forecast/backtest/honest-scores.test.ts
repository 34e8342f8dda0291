import { describe, expect, test, vi } from 'vitest';
import { detachedTask, seededRandom } from '../../../../src/base/index.ts';
import type { BacktestRequest, BacktestUpdate, CountSeries } from '../../../../src/contract/index.ts';
import {
  conformalIntervals,
  errorsOf,
  FitStore,
  forecastDays,
  naiveScale,
  paperComparison,
  poissonCeiling,
  rollingOrigin,
  runBacktest,
} from '../../../../src/forecast/backtest/index.ts';
import { gridPoints } from '../../../../src/contract/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const random = seededRandom(9);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const values = Float64Array.from({ length: 420 }, (_, t) =>
  Math.max(0, Math.round(80 + 15 * Math.sin((2 * Math.PI * t) / 7) + 9 * normal())),
);
const series: CountSeries = {
  cadence: 'day',
  values,
  days: Int32Array.from(values, (_, t) => 18262 + t),
  imputed: new Uint8Array(420),
};
const request: BacktestRequest = {
  models: ['boosting'],
  windows: [60],
  protocol: 'honest',
  horizon: 14,
  seed: 1,
};

async function all(wanted: BacktestRequest): Promise<BacktestUpdate[]> {
  const updates: BacktestUpdate[] = [];
  for await (const update of runBacktest(series, wanted, detachedTask())) updates.push(update);
  return updates;
}

test('errors as defined', () => {
  const errors = errorsOf([1, 2, 3, 4], [1, 2, 3, 6], 2);
  expect(errors).toEqual({ rmse: 0.5, mae: 0.25, r2: 1 - 4 / 5 });
  expect(naiveScale(Float64Array.of(1, 3, 2, 100), 3)).toBe(1.5);
  expect(poissonCeiling([0, 10, 20])).toBeCloseTo(1 - 10 / (200 / 3), 12);
});

describe('backtest', () => {
  test('naive rows come first; the split holds 80 %; the same seed gives the same figures', async () => {
    const updates = await all(request);
    expect(updates.map((u) => (u.kind === 'model' ? u.result.name : u.kind))).toEqual([
      'frame',
      'naive',
      'seasonal-naive',
      'mean-7',
      'boosting',
    ]);
    expect(updates[0]).toMatchObject({ frame: { trainDays: 336, testDays: 84, trainFrom: '2020-01-01' } });
    const again = await all(request);
    const figures = (list: BacktestUpdate[]) =>
      list.flatMap((u) => (u.kind === 'model' ? [u.result.scaled] : []));
    expect(figures(again)).toEqual(figures(updates));
  });

  test('a forecast of the first test days does not change when later days do', async () => {
    const other = { ...series, values: values.slice().fill(0, 400) };
    const predictions: Float64Array[] = [];
    for (const given of [series, other]) {
      for await (const update of runBacktest(given, { ...request, split: '2020-11-01' }, detachedTask())) {
        if (update.kind === 'model' && update.result.model === 'boosting')
          predictions.push(update.result.predicted.slice(0, 90));
      }
    }
    expect(predictions[0]?.length).toBe(90);
    expect(predictions[1]).toEqual(predictions[0]);
  });

  test('a model that cannot be fitted is told; a short series is refused; a split outside is refused', async () => {
    const short = { ...series, values: values.slice(0, 70), days: series.days.slice(0, 70) };
    const kinds: string[] = [];
    for await (const update of runBacktest(short, request, detachedTask())) kinds.push(update.kind);
    expect(kinds).toEqual(['frame', 'model', 'model', 'model', 'failed']);
    const tiny = { ...series, values: values.slice(0, 3), days: series.days.slice(0, 3) };
    await expect(runBacktest(tiny, request, detachedTask()).next()).rejects.toMatchObject({
      code: 'input-invalid',
    });
    await expect(all({ ...request, split: '1999-01-01' })).rejects.toMatchObject({ code: 'input-invalid' });
  });

  test("the paper's protocol flatters", async () => {
    const best = async (protocol: 'honest' | 'paper'): Promise<number> => {
      const updates = await all({ ...request, models: [], protocol });
      return Math.max(...updates.flatMap((u) => (u.kind === 'model' ? [u.result.scaled.r2] : [])));
    };
    expect(await best('paper')).toBeGreaterThan(await best('honest'));
    const rows = await paperComparison(series, request, detachedTask());
    const r2 = (setting: string) =>
      rows.find((row) => row.setting === setting && row.model === 'naive')?.r2 ?? NaN;
    expect(r2('smoothed-target')).toBeGreaterThan(r2('honest') + 0.5);
  });

  test('rolling origin scores each horizon', async () => {
    const rows = await rollingOrigin(series, { ...request, models: [] }, new FitStore(), detachedTask());
    expect(rows.map(({ model, horizon }) => `${model} ${horizon}`)).toContain('seasonal-naive 14');
    expect(rows.every(({ origins, mae }) => origins === 60 && mae > 0)).toBe(true);
  });
});

test('conformal intervals cover what they promise, and follow a change of the noise', () => {
  const noise = (sigma: number, n: number) => Float64Array.from({ length: n }, () => 400 + sigma * normal());
  const flat = (n: number) => new Float64Array(n).fill(400);
  const calibration = { actual: noise(20, 400), predicted: flat(400) };
  expect(conformalIntervals(calibration, noise(20, 2000), flat(2000), 0.9).coverage).toBeGreaterThan(0.87);
  expect(conformalIntervals(calibration, noise(20, 2000), flat(2000), 0.9).coverage).toBeLessThan(0.93);
  expect(conformalIntervals(calibration, noise(40, 2000), flat(2000), 0.9).coverage).toBeGreaterThan(0.84);
});

test('forecasts are never negative and grow no surer with distance', async () => {
  const falling = { ...series, values: values.map((value, t) => Math.max(0, value - t / 4)) };
  const days = await forecastDays(
    falling,
    { model: 'boosting', window: 60, horizon: 30, level: 0.9, seed: 1 },
    new FitStore(),
    detachedTask(),
  );
  expect(days).toHaveLength(30);
  expect(days[0]?.date).toBe('2021-02-24');
  for (const { lower, mean, upper } of days) {
    expect(lower).toBeGreaterThanOrEqual(0);
    expect(mean).toBeGreaterThanOrEqual(lower);
    expect(upper).toBeGreaterThanOrEqual(mean);
  }
});

test("the grid has the paper's 54 settings, each once", () => {
  expect(new Set(gridPoints.map((point) => JSON.stringify(point))).size).toBe(54);
});
