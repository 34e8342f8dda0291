import type { Task } from '../../base/index.ts';
import type { FairnessGroup, FairnessReport, ForecastRequest } from '../../contract/index.ts';
import {
  conformalIntervals,
  errorsOf,
  fitCalibrated,
  naiveScale,
  oneStep,
  splitIndex,
} from '../backtest/index.ts';
import { windowOf } from '../models/index.ts';
import { countSeries, seasonOf } from '../series/index.ts';
import type { CrimeTable } from '../table/index.ts';

/** Groups with fewer crimes over the test span say nothing about a model, and much about single people. */
const leastCrimes = 100;
const mostGroups = 80;

const statement =
  'These are reported crimes, not crime: what is reported and recorded depends on who calls, where officers patrol and ' +
  'what is written down. A forecast that steers patrols will find more where it looks. Error and coverage by group ' +
  'show where this model is unreliable; they cannot show what was never reported.';

/**
 * The same model fitted to each group's own series and scored one step ahead on the last fifth of days. Groups with
 * fewer than a hundred crimes there are counted, not shown.
 */
export async function fairnessReport(
  table: CrimeTable,
  lagging: number,
  request: ForecastRequest,
  by: 'type' | 'area',
  task: Task,
): Promise<FairnessReport> {
  const names =
    by === 'type' ? (table.type === null ? [] : table.types) : table.area === null ? [] : table.areas;
  const groups: FairnessGroup[] = [];
  let suppressed = 0;
  const candidates: {
    name: string;
    series: ReturnType<typeof countSeries>;
    crimes: number;
    trainEnd: number;
  }[] = [];
  for (const name of names) {
    const filter = { ...request.filter, ...(by === 'type' ? { types: [name] } : { areas: [name] }) };
    const series = countSeries(table, filter, lagging);
    const trainEnd = splitIndex(series, undefined);
    const crimes = series.values.subarray(trainEnd).reduce((sum, n) => sum + n, 0);
    if (crimes < leastCrimes) suppressed++;
    else candidates.push({ name, series, crimes, trainEnd });
  }
  candidates.sort((a, b) => b.crimes - a.crimes);
  for (const { name, series, crimes, trainEnd } of candidates.slice(0, mostGroups)) {
    const { values, days, cadence } = series;
    const window = windowOf(request.model, request.window);
    const fitted = await fitCalibrated(
      request.model,
      { values, days, trainEnd, season: seasonOf(cadence), window, seed: request.seed },
      { signal: task.signal },
    );
    const predicted = await oneStep(fitted.model, values, days, trainEnd, values.length);
    const actual = values.subarray(trainEnd);
    const { mae } = errorsOf(actual, predicted);
    const bias = predicted.reduce((sum, value, i) => sum + value - (actual[i] as number), 0) / actual.length;
    const { coverage } = conformalIntervals(fitted.calibration, actual, predicted, request.level);
    groups.push({
      group: name,
      crimes,
      perDay: crimes / actual.length,
      mase: mae / (naiveScale(values, trainEnd) || NaN),
      mae,
      bias,
      coverage,
    });
    task.onProgress?.({
      stage: 'fairness',
      done: groups.length,
      total: Math.min(candidates.length, mostGroups),
      unit: 'steps',
    });
  }
  return {
    by,
    groups,
    suppressed: suppressed + Math.max(0, candidates.length - mostGroups),
    leastCrimes,
    statement,
  };
}
