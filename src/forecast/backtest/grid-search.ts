import type { Task } from '../../base/index.ts';
import type { BacktestRequest, CountSeries, GridRun } from '../../contract/index.ts';
import { fitModel } from '../models/index.ts';
import { seasonOf } from '../series/index.ts';
import { splitIndex } from './split-index.ts';

export type GridPoint = Pick<GridRun, 'units' | 'dropout' | 'batch' | 'window'>;

/** The paper's 54 settings: units 32/64/128 × dropout .2/.3/.5 × batch 32/64 × window 14/30/60. */
export function gridPoints(): GridPoint[] {
  return [14, 30, 60].flatMap((window) =>
    [32, 64, 128].flatMap((units) =>
      [0.2, 0.3, 0.5].flatMap((dropout) => [64, 32].map((batch) => ({ window, units, dropout, batch }))),
    ),
  );
}

/**
 * Trains each setting that is not among `done`, and yields its error on the last tenth of the training span: the test
 * span is never looked at. Stop at any time and go on later with what was yielded.
 */
export async function* gridSearch(
  series: CountSeries,
  request: BacktestRequest,
  kind: 'lstm' | 'cnn-lstm',
  done: readonly GridRun[],
  task: Task,
): AsyncGenerator<GridRun, void> {
  const { values, days, cadence } = series;
  const trainEnd = splitIndex(series, request.split);
  for (const point of gridPoints()) {
    if (done.some((run) => isSame(run, point))) continue;
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
    const model = await fitModel(kind, input, task);
    const errors = model.curve?.validation ?? [];
    yield {
      ...point,
      rmse: Math.sqrt(Math.min(...errors)),
      epochs: errors.length,
      seconds: (performance.now() - startedAt) / 1000,
    };
  }
}

function isSame(a: GridPoint, b: GridPoint): boolean {
  return a.units === b.units && a.dropout === b.dropout && a.batch === b.batch && a.window === b.window;
}
