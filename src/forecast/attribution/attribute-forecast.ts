import { AppError, type Task } from '../../base/index.ts';
import type { AttributionReport, CountSeries, ForecastRequest } from '../../contract/index.ts';
import { splitIndex, type FitStore } from '../backtest/index.ts';
import { windowOf } from '../models/index.ts';
import { seasonOf } from '../series/index.ts';
import { dayOfIso } from '../table/index.ts';
import { exactPlayers, shapleyValues } from './shapley.ts';

/**
 * Which past days moved one forecast: Shapley values over the days of the window, in at most twelve groups (the last
 * seven days one by one, older ones together). A day that is "out" holds the mean of the window, so the baseline is
 * the forecast after a level past.
 * @throws AppError 'input-invalid' when the date is not one of the series' test days.
 */
export async function attributeForecast(
  series: CountSeries,
  request: ForecastRequest,
  date: string,
  store: FitStore,
  task: Task,
): Promise<AttributionReport> {
  const { values, days, cadence } = series;
  const trainEnd = splitIndex(series, undefined);
  const day = dayOfIso(date);
  const at = days.findIndex((d) => d === day);
  if (at < trainEnd) {
    throw new AppError('input-invalid', `${date} is not a test day of this series.`, {
      remedy: 'Choose one of the last fifth of days.',
    });
  }
  const window = windowOf(request.model, request.window);
  const input = { values, days, trainEnd, season: seasonOf(cadence), window, seed: request.seed };
  const { model } = await store.fit(
    request.model,
    request.network === undefined ? input : { ...input, network: request.network },
    task,
  );
  const groups = dayGroups(window);
  const level = values.subarray(at - window, at).reduce((sum, value) => sum + value, 0) / window;
  const result = await shapleyValues(
    groups.length,
    (coalitions) =>
      model.predict(
        coalitions.map((coalition) => {
          const changed = values.slice(0, at + 1);
          groups.forEach(({ from, to }, k) => {
            if (coalition[k] === 0) for (let lag = from; lag <= to; lag++) changed[at - lag] = level;
          });
          return { values: changed, days, at };
        }),
      ),
    request.seed,
    task,
  );
  const parts = groups.map(({ label }, k) => ({ label, value: result.values[k] as number }));
  const sum = parts.reduce((total, { value }) => total + value, 0);
  return {
    date,
    prediction: result.full,
    baseline: result.baseline,
    parts,
    sumError: result.full - result.baseline - sum,
    method: result.method,
  };
}

/** Lags 1..7 one by one, then the rest of the window in up to five blocks. */
export function dayGroups(window: number): { label: string; from: number; to: number }[] {
  const single = Math.min(7, window);
  const groups = Array.from({ length: single }, (_, k) => ({
    label: k === 0 ? 'the day before' : `${k + 1} days before`,
    from: k + 1,
    to: k + 1,
  }));
  const rest = window - single;
  const blocks = Math.min(exactPlayers - single, rest);
  for (let k = 0; k < blocks; k++) {
    const from = single + 1 + Math.floor((rest * k) / blocks);
    const to = single + Math.floor((rest * (k + 1)) / blocks);
    groups.push({ label: from === to ? `${from} days before` : `${from}–${to} days before`, from, to });
  }
  return groups;
}
