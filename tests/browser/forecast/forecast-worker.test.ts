import { expect, test } from 'vitest';
import { detachedTask } from '../../../src/base/index.ts';
import type { BacktestRequest } from '../../../src/contract/index.ts';
import { connectForecast } from '../../../src/workers/index.ts';

const rows = Array.from({ length: 400 }, (_, t) => {
  const date = new Date(Date.UTC(2020, 0, 1 + t)).toISOString().slice(0, 10);
  return `${date},${Math.round(100 + 20 * Math.sin((2 * Math.PI * t) / 7) + ((t * 37) % 11))}`;
});
const csv = ['date,count', ...rows].join('\n');
const request: BacktestRequest = {
  models: ['boosting'],
  windows: [60],
  protocol: 'honest',
  horizon: 7,
  seed: 1,
};

async function gzipped(text: string): Promise<File> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new File([await new Response(stream).blob()], 'counts.csv.gz');
}

test('a gzip file goes through the worker to scores and a forecast', async () => {
  using service = connectForecast();
  const report = await service.load(await gzipped(csv), {}, detachedTask());
  expect(report).toMatchObject({ kind: 'series-long', compressed: true, rowsRead: 400, rowsRejected: 0 });
  const kinds: string[] = [];
  for await (const update of service.backtest(request, detachedTask())) {
    kinds.push(update.kind === 'model' ? update.result.name : update.kind);
  }
  expect(kinds).toEqual(['frame', 'naive', 'seasonal-naive', 'mean-7', 'boosting']);
  const wanted = { model: 'mean-7', window: 60, horizon: 7, level: 0.9, seed: 1 } as const;
  expect(await service.forecast(wanted, detachedTask())).toHaveLength(7);
});

test('cancelling stops the fit, and the worker goes on with the next call', async () => {
  using service = connectForecast();
  await service.load(new File([csv], 'counts.csv'), {}, detachedTask());
  const abort = new AbortController();
  const cancelled = (async () => {
    for await (const update of service.backtest(
      { ...request, models: ['ensemble'] },
      { signal: abort.signal },
    )) {
      if (update.kind === 'model') abort.abort();
    }
  })();
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  const { series } = await service.overview({}, detachedTask());
  expect(series.values).toHaveLength(400);
});

test('a wrong file is refused with its code across the worker', async () => {
  using service = connectForecast();
  const wrong = new File(['a,b\n1,2\n'], 'wrong.csv');
  await expect(service.load(wrong, {}, detachedTask())).rejects.toMatchObject({ code: 'input-invalid' });
});
