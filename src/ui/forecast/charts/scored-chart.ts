import type { BacktestFrame, CountSeries, ForecastDay, ModelResult } from '../../../contract/index.ts';
import { formatDay } from '../../../state/index.ts';
import type { MakeChart } from '../pictures/chart-picture.ts';
import { bandChart } from './band-chart.ts';

/** Steps shown: the last year, or all there are. */
export const lastSteps = 365;
const pastSteps = 120;

/** Predicted and actual counts over the end of the test span. */
export function predictedChart(frame: BacktestFrame, result: ModelResult): MakeChart {
  const from = Math.max(0, frame.days.length - lastSteps);
  const part = (values: Float64Array): number[] => Array.from(values.subarray(from));
  return bandChart({
    labels: Array.from(frame.days.subarray(from), formatDay),
    lower: part(result.lower),
    upper: part(result.upper),
    middle: part(result.predicted),
    name: 'predicted',
    actual: part(frame.actual),
  });
}

/** The last months and the days that come. */
export function forecastChart(series: CountSeries, days: readonly ForecastDay[]): MakeChart {
  const from = Math.max(0, series.values.length - pastSteps);
  const past = Array.from(series.values.subarray(from));
  const gap = past.map(() => null);
  return bandChart({
    labels: [...Array.from(series.days.subarray(from), formatDay), ...days.map(({ date }) => date)],
    lower: [...gap, ...days.map(({ lower }) => lower)],
    upper: [...gap, ...days.map(({ upper }) => upper)],
    middle: [...gap, ...days.map(({ mean }) => mean)],
    name: 'forecast',
    actual: past,
    fromZero: true,
  });
}
