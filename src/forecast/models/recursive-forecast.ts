import type { FittedModel, Query } from './fitted-model.ts';

/**
 * Forecasts `horizon` steps from each origin, feeding each forecast back as if it had happened.
 * @param days must reach `horizon` steps past the last origin.
 * @param origins index of the first step to forecast; values from there on are not read.
 * @returns [origins · horizon]
 */
export async function recursiveForecast(
  model: FittedModel,
  values: Float64Array,
  days: Int32Array,
  origins: readonly number[],
  horizon: number,
): Promise<Float64Array> {
  const out = new Float64Array(origins.length * horizon);
  const histories = origins.map((origin) => {
    const history = new Float64Array(origin + horizon);
    history.set(values.subarray(0, origin));
    return history;
  });
  for (let step = 0; step < horizon; step++) {
    const queries: Query[] = histories.map((history, k) => ({
      values: history,
      days,
      at: (origins[k] as number) + step,
    }));
    const next = await model.predict(queries);
    histories.forEach((history, k) => {
      const value = next[k] as number;
      history[(origins[k] as number) + step] = value;
      out[k * horizon + step] = value;
    });
  }
  return out;
}

/** The days of a series, prolonged by `horizon` steps of the same length. */
export function prolongedDays(
  days: Int32Array,
  cadence: 'day' | 'week' | 'month',
  horizon: number,
): Int32Array {
  const out = new Int32Array(days.length + horizon);
  out.set(days);
  for (let k = days.length; k < out.length; k++) {
    const before = out[k - 1] as number;
    const date = new Date(before * 86_400_000);
    out[k] =
      cadence === 'month'
        ? Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / 86_400_000
        : before + (cadence === 'week' ? 7 : 1);
  }
  return out;
}
