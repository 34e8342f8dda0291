import type { Errors } from '../../contract/index.ts';

/**
 * RMSE, MAE and R² (1 − squared error / squared deviation from the mean of `actual`) of a forecast.
 * @param unit what 1 means: the scaling range for scaled units, 1 for crimes. R² has none.
 */
export function errorsOf(actual: ArrayLike<number>, predicted: ArrayLike<number>, unit = 1): Errors {
  const n = actual.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (actual[i] as number) / n;
  let squares = 0;
  let absolute = 0;
  let spread = 0;
  for (let i = 0; i < n; i++) {
    const error = (predicted[i] as number) - (actual[i] as number);
    squares += error * error;
    absolute += Math.abs(error);
    spread += ((actual[i] as number) - mean) ** 2;
  }
  return {
    rmse: Math.sqrt(squares / n) / unit,
    mae: absolute / n / unit,
    r2: spread === 0 ? NaN : 1 - squares / spread,
  };
}

/**
 * Mean absolute error of "yesterday's value" over the training span, the divisor of MASE (Hyndman & Koehler 2006).
 */
export function naiveScale(values: Float64Array, trainEnd: number): number {
  let sum = 0;
  for (let i = 1; i < trainEnd; i++) sum += Math.abs((values[i] as number) - (values[i - 1] as number));
  return sum / Math.max(1, trainEnd - 1);
}

/**
 * The highest R² within reach when counts scatter around their true rate at least as Poisson numbers do: even an
 * oracle that knows the rate leaves the variance `mean`. Real counts scatter more, so the true ceiling lies lower.
 * @param averaged days in each value, when `actual` is a moving average: its noise is that much smaller.
 */
export function poissonCeiling(actual: ArrayLike<number>, averaged = 1): number {
  const n = actual.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (actual[i] as number) / n;
  let spread = 0;
  for (let i = 0; i < n; i++) spread += ((actual[i] as number) - mean) ** 2 / n;
  return spread === 0 ? NaN : Math.max(0, 1 - mean / averaged / spread);
}
