import type { Task } from '../../base/index.ts';
import type { BacktestRequest, CountSeries, RollingOriginRow } from '../../contract/index.ts';
import { recursiveForecast } from '../models/index.ts';
import { seasonOf } from '../series/index.ts';
import { naiveScale } from './errors-of.ts';
import type { FitStore } from './fit-store.ts';
import { plannedRuns } from './run-backtest.ts';
import { splitIndex } from './split-index.ts';

const mostOrigins = 60;

/**
 * Rolling origin (Tashman 2000): from up to sixty evenly spaced days of the test span, each model forecasts `horizon`
 * days on its own forecasts; mean absolute error at 1, 7, 14, 28, 60, 90 days ahead. Models are fitted once, before
 * the test span.
 */
export async function rollingOrigin(
  series: CountSeries,
  request: BacktestRequest,
  store: FitStore,
  task: Task,
): Promise<RollingOriginRow[]> {
  const { values, days, cadence } = series;
  const trainEnd = splitIndex(series, request.split);
  const last = values.length - request.horizon;
  const count = Math.max(0, Math.min(mostOrigins, last - trainEnd + 1));
  const origins = Array.from(
    { length: count },
    (_, k) => trainEnd + Math.floor((k * (last - trainEnd)) / Math.max(1, count - 1)),
  );
  const horizons = [1, 7, 14, 28, 60, 90].filter((h) => h <= request.horizon);
  const scale = naiveScale(values, trainEnd);
  const rows: RollingOriginRow[] = [];
  if (origins.length === 0) return rows;
  for (const { model, window } of plannedRuns(request)) {
    const input = { days, values, trainEnd, season: seasonOf(cadence), window, seed: request.seed };
    const fitted = await store.fit(
      model,
      request.network === undefined ? input : { ...input, network: request.network },
      task,
    );
    const forecasts = await recursiveForecast(fitted.model, values, days, origins, request.horizon);
    for (const horizon of horizons) {
      let sum = 0;
      origins.forEach((origin, k) => {
        sum += Math.abs(
          (forecasts[k * request.horizon + horizon - 1] as number) - (values[origin + horizon - 1] as number),
        );
      });
      rows.push({ model, horizon, origins: count, mae: sum / count, mase: sum / count / scale });
    }
  }
  return rows;
}
