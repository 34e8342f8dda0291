import type { Task } from '../../base/index.ts';
import type { BacktestRequest, CountSeries, GridKind, GridPoint, GridRun } from '../../contract/index.ts';
import { fitModel } from '../models/index.ts';
import { seasonOf } from '../series/index.ts';
import { splitIndex } from './split-index.ts';

/** Trains each setting and yields its error on the last tenth of the training span: the test span is never looked at. */
export async function* gridSearch(
  series: CountSeries,
  request: BacktestRequest,
  kind: GridKind,
  points: readonly GridPoint[],
  task: Task,
): AsyncGenerator<GridRun, void> {
  const { values, days, cadence } = series;
  const trainEnd = splitIndex(series, request.split);
  for (const point of points) {
    const startedAt = performance.now();
    const { window, ...network } = point;
    const input = {
      values,
      days,
      trainEnd,
      season: seasonOf(cadence),
      window,
      seed: request.seed,
      network: { ...request.network, ...network },
    };
    const { curve } = await fitModel(kind, input, task);
    const errors = curve?.validation ?? [];
    yield {
      ...point,
      rmse: Math.sqrt(errors[curve?.bestEpoch ?? 0] ?? NaN),
      curve: errors,
      seconds: (performance.now() - startedAt) / 1000,
    };
  }
}
