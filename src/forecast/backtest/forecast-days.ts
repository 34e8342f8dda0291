import type { Task } from '../../base/index.ts';
import type { CountSeries, ForecastDay, ForecastRequest } from '../../contract/index.ts';
import { isNetwork, prolongedDays, recursiveForecast, windowOf } from '../models/index.ts';
import { seasonOf } from '../series/index.ts';
import { isoDate } from '../table/index.ts';
import { conformalQuantile, scoreOf, spreadOf } from './conformal.ts';
import type { FitStore } from './fit-store.ts';
import { splitIndex } from './split-index.ts';

const mostOrigins = 80;
/** Steps on either side whose scores are pooled, so that 80 origins give a steady quantile. */
const neighbours = 3;

/**
 * The next 1–90 steps with conformal intervals of each step's own width: the scores are those of forecasts as far
 * ahead, made from origins in the calibration tail by a fit that had not seen it. Never below 0.
 */
export async function forecastDays(
  series: CountSeries,
  request: ForecastRequest,
  store: FitStore,
  task: Task,
): Promise<ForecastDay[]> {
  const { values, cadence } = series;
  const { horizon, seed, model, network } = request;
  const days = prolongedDays(series.days, cadence, horizon);
  // Networks keep the fit that was scored; they take minutes to train.
  const trainEnd = isNetwork(model) ? splitIndex(series, undefined) : values.length;
  const window = windowOf(model, request.window);
  const input = { days, values, trainEnd, season: seasonOf(cadence), window, seed };
  const fitted = await store.fit(model, network === undefined ? input : { ...input, network }, task);
  const mean = await recursiveForecast(fitted.model, values, days, [values.length], horizon);
  const first = Math.max(fitted.tailFrom, fitted.apart.earliest);
  const span = values.length - first;
  const count = Math.max(1, Math.min(mostOrigins, span - 1));
  const origins = Array.from({ length: count }, (_, k) => first + Math.floor((k * span) / count));
  const past = await recursiveForecast(fitted.apart, values, days, origins, horizon);
  const scores = Array.from({ length: horizon }, (_, step) =>
    origins.flatMap((origin, k) => {
      const at = origin + step;
      return at < values.length ? [scoreOf(values[at] as number, past[k * horizon + step] as number)] : [];
    }),
  );
  let widest = 0;
  return Array.from(mean, (value, step) => {
    const pooled = scores.slice(Math.max(0, step - neighbours), step + neighbours + 1).flat();
    // Farther ahead is never surer.
    widest = Math.max(
      widest,
      pooled.length < 10
        ? widest
        : conformalQuantile(
            pooled.sort((a, b) => a - b),
            request.level,
          ),
    );
    const reach = widest * spreadOf(value);
    const date = isoDate(days[values.length + step] as number);
    return { date, mean: value, lower: Math.max(0, value - reach), upper: value + reach };
  });
}
