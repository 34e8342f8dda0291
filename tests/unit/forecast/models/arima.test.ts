import { describe, expect, test } from 'vitest';
import { adfTest } from '../../../../src/forecast/models/adf-test.ts';
import { differencing, fitArima, fitArimaOrder } from '../../../../src/forecast/models/arima.ts';
import { armaForecast } from '../../../../src/forecast/models/arma-likelihood.ts';
import { detachedTask } from '../../../../src/base/index.ts';
import golden from '../../../fixtures/forecast/arima.json' with { type: 'json' };

const series = Float64Array.from(golden.series);
const steady = Float64Array.from(golden.steady);

test.each(golden.adf)(
  'ADF of the $name agrees with statsmodels',
  ({ name, statistic, pValue, lags, observations }) => {
    const differences = series.slice(1).map((value, t) => value - (series[t] as number));
    const test = adfTest(name === 'series' ? series : name === 'steady' ? steady : differences);
    expect(test.lags).toBe(lags);
    expect(test.observations).toBe(observations);
    expect(test.statistic).toBeCloseTo(statistic, 6);
    expect(test.pValue).toBeCloseTo(pValue, 6);
  },
);

describe('exact maximum likelihood agrees with statsmodels', () => {
  test.each(golden.fits)('$name $order', ({ name, order: [p, d, q], logLikelihood, aic, ar, ma }) => {
    const fit = fitArimaOrder(name === 'series' ? series : steady, {
      p: p as number,
      d: d as number,
      q: q as number,
    });
    // statsmodels stops at a flat place too: ours may be better, never worse.
    expect(fit.logLikelihood).toBeGreaterThan(logLikelihood - 0.01);
    expect(fit.logLikelihood).toBeLessThan(logLikelihood + 0.5);
    expect(Math.abs(fit.aic - aic)).toBeLessThan(1);
    if (fit.logLikelihood < logLikelihood + 0.01) {
      ar.forEach((value, i) => expect(fit.ar[i]).toBeCloseTo(value, 1.5));
      ma.forEach((value, i) => expect(fit.ma[i]).toBeCloseTo(value, 1.5));
    }
  });
});

test(
  'forecasts on the differenced scale are undone, and later values are not looked at',
  { timeout: 30_000 },
  async () => {
    const model = await fitArima(
      { days: new Int32Array(series.length), values: series, trainEnd: 400, season: 7, window: 60, seed: 1 },
      detachedTask(),
    );
    expect(differencing(series.slice(0, 400)).d).toBe(1);
    const queries = [450, 451, 452].map((at) => ({
      values: series,
      days: new Int32Array(series.length),
      at,
    }));
    const together = await model.predict(queries);
    const changed = series.slice();
    changed.fill(0, 452);
    expect(
      (await model.predict([{ values: changed, days: new Int32Array(series.length), at: 452 }]))[0],
    ).toBe(together[2]);
    expect(Math.abs((together[0] as number) - (series[450] as number))).toBeLessThan(150);
  },
);

test('the forecast of an ARMA is the weighted past', () => {
  expect(
    armaForecast(
      Float64Array.of(1, 2),
      Float64Array.of(0.5, -1),
      2,
      Float64Array.of(0.5, 0.25),
      Float64Array.of(2),
    ),
  ).toBe(1 + 0.25 - 2);
});
