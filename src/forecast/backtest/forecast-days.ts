import { AppError, type Task } from '../../base/index.ts';
import type { CountSeries, ForecastDay, ForecastRequest } from '../../contract/index.ts';
import { isNetwork, prolongedDays, recursiveForecast, windowOf } from '../models/index.ts';
import { seasonOf } from '../series/index.ts';
import { isoDate } from '../table/index.ts';
import { conformalQuantile, scoreOf, spreadOf } from './conformal.ts';
import type { FitStore } from './fit-store.ts';
import { splitIndex } from './split-index.ts';

const mostOrigins = 80;
/** Fewer scores than this give no quantile. */
const leastScores = 10;
const leastSteps = 30;
/** Steps on either side whose scores are pooled, so that 80 origins give a steady quantile. */
const neighbours = 3;

/**
 * The next 1–90 steps with conformal intervals of each step's own width: the scores are those of forecasts as far
 * ahead, made from origins in the calibration tail by a fit that had not seen it. Never below 0.
 * @throws AppError 'input-invalid' when the series is too short for the model, or for any interval.
 */
export async function forecastDays(
  series: CountSeries,
  request: ForecastRequest,
  store: FitStore,
  task: Task,
): Promise<ForecastDay[]> {
  const { values, cadence } = series;
  const { horizon, seed, model, network } = request;
  if (values.length < leastSteps) {
    throw new AppError(
      'input-invalid',
      `The series has ${values.length} ${cadence}s; a forecast with an interval needs ${leastSteps}.`,
      {
        remedy: 'Choose a longer file.',
      },
    );
  }
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
  const reaches = reachOfSteps(scores, request.level);
  return Array.from(mean, (value, step) => {
    const reach = (reaches[step] as number) * spreadOf(value);
    const date = isoDate(days[values.length + step] as number);
    return { date, mean: value, lower: Math.max(0, value - reach), upper: value + reach };
  });
}

/**
 * The score that bounds each step. Farther ahead is never surer; past the steps that the calibration tail could score,
 * the reach grows with the root of the distance, as a random walk's.
 */
function reachOfSteps(scores: readonly (readonly number[])[], level: number): number[] {
  const reaches: number[] = [];
  let last = 0;
  scores.forEach((_, step) => {
    const pooled = scores.slice(Math.max(0, step - neighbours), step + neighbours + 1).flat();
    const before = reaches.at(-1) ?? 0;
    if (pooled.length >= leastScores) {
      pooled.sort((a, b) => a - b);
      reaches.push(Math.max(before, conformalQuantile(pooled, level)));
      last = step;
    } else reaches.push((reaches[last] ?? 0) * Math.sqrt((step + 1) / (last + 1)));
  });
  return reaches;
}
