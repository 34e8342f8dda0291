import { expect, test } from 'vitest';
import { detachedTask } from '../../../../src/base/index.ts';
import type { ModelResult } from '../../../../src/contract/index.ts';
import { runBacktest } from '../../../../src/forecast/backtest/index.ts';
import { countSeries } from '../../../../src/forecast/series/index.ts';
import { importTable } from '../../../../src/forecast/table/index.ts';
import { describeWithSharedData, sharedBlob } from '../shared-data.ts';

describeWithSharedData('one step ahead on 23 years of Chicago days', () => {
  test('agrees with the reference figures', { timeout: 300_000 }, async () => {
    const { table, lagging } = await importTable(
      sharedBlob('chicago-daily.csv'),
      'chicago-daily.csv',
      {},
      detachedTask(),
    );
    const series = countSeries(table, {}, lagging);
    const results = new Map<string, ModelResult>();
    const request = {
      models: ['arima', 'random-forest', 'random-forest-relative', 'boosting', 'ensemble'] as const,
      windows: [60],
      protocol: 'honest' as const,
      horizon: 30,
      seed: 1,
    };
    for await (const update of runBacktest(series, request, detachedTask())) {
      if (update.kind === 'frame') {
        expect(update.frame).toMatchObject({
          trainTo: '2019-05-26',
          testFrom: '2019-05-27',
          testDays: 1680,
          scaleMin: 320,
          scaleMax: 2029,
        });
        expect(update.frame.r2Ceiling).toBeCloseTo(0.946, 2);
      } else if (update.kind === 'failed') throw new Error(`${update.model}: ${update.reason}`);
      else {
        const { name, scaled, mase, coverage, seconds, detail } = update.result;
        console.log(
          name,
          scaled.rmse.toFixed(5),
          scaled.mae.toFixed(5),
          scaled.r2.toFixed(4),
          mase.toFixed(3),
          coverage.toFixed(3),
          seconds.toFixed(1),
          detail,
        );
        results.set(name, update.result);
      }
    }
    const rmse = (name: string): number => results.get(name)?.scaled.rmse ?? NaN;
    expect(rmse('naive').toFixed(4)).toBe('0.0415');
    expect(rmse('seasonal-naive').toFixed(4)).toBe('0.0514');
    expect(rmse('mean-7').toFixed(4)).toBe('0.0384');
    expect(Math.abs(rmse('arima') - 0.036)).toBeLessThan(0.0005);
    expect(Math.abs(rmse('random-forest') - 0.0438)).toBeLessThan(0.002);
    expect(rmse('random-forest-relative')).toBeLessThan(0.0352 + 0.002);
    expect(rmse('ensemble')).toBeLessThan(0.0345);
    for (const { coverage } of results.values()) {
      expect(coverage).toBeGreaterThan(0.88);
      expect(coverage).toBeLessThan(0.92);
    }
  });
});
