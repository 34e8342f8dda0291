import { AppError, isAbort, messageOf, type Task } from '../../base/index.ts';
import type {
  BacktestFrame,
  BacktestRequest,
  BacktestUpdate,
  CountSeries,
  ModelName,
  ModelResult,
} from '../../contract/index.ts';
import { baselineModels, paperNetwork, usesWindow, windowOf, type FitInput } from '../models/index.ts';
import { MinMax, movingAverage, seasonOf } from '../series/index.ts';
import { isoDate } from '../table/index.ts';
import { conformalIntervals } from './conformal.ts';
import { errorsOf, naiveScale, poissonCeiling } from './errors-of.ts';
import { FitStore } from './fit-store.ts';
import { oneStep } from './one-step.ts';
import { splitIndex } from './split-index.ts';

export const defaultLevel = 0.9;
const leastSteps = 30;
/** Days averaged by the paper's target. */
const smoothing = 7;

interface Setting {
  readonly input: Omit<FitInput, 'window'>;
  readonly frame: BacktestFrame;
  readonly scaling: MinMax;
  /** First index that is scored. */
  readonly scoredFrom: number;
  readonly level: number;
  readonly naiveScale: number;
}

/**
 * Scores models one step ahead without refit: `honest` on the days after the split, `paper` on the 7-day mean of the
 * series over all days, training days included, which is how errors become flattering. The naive rows always come
 * first. A model that cannot be fitted is told, and the others go on.
 */
export async function* runBacktest(
  series: CountSeries,
  request: BacktestRequest,
  task: Task,
  store = new FitStore(),
): AsyncGenerator<BacktestUpdate, void> {
  const setting = settingOf(series, request);
  yield { kind: 'frame', frame: setting.frame };
  for (const { model, window } of plannedRuns(request)) {
    try {
      yield { kind: 'model', result: await scoreModel(model, window, setting, store, task) };
    } catch (error) {
      if (isAbort(error)) throw error;
      yield { kind: 'failed', model, window, reason: messageOf(error) };
    }
  }
}

/** The naive rows, then each asked model once, or once a window for those that take one. */
export function plannedRuns(request: BacktestRequest): { model: ModelName; window: number }[] {
  const models = [...new Set([...baselineModels, ...request.models])];
  const windows = request.windows.length > 0 ? request.windows : [60];
  return models.flatMap((model) => {
    const own = usesWindow(model) ? windows : [windows[0] as number];
    return own.map((window) => ({ model, window: windowOf(model, window) }));
  });
}

function settingOf(series: CountSeries, request: BacktestRequest): Setting {
  const n = series.values.length;
  if (n < leastSteps) {
    throw new AppError(
      'input-invalid',
      `The series has ${n} ${series.cadence}s; at least ${leastSteps} are needed to judge a forecast.`,
      {
        remedy: 'Choose a longer file or fewer filters.',
      },
    );
  }
  const { protocol, seed, network } = request;
  const trainEnd = splitIndex(series, request.split);
  const values = protocol === 'paper' ? movingAverage(series.values, smoothing) : series.values;
  const scaling = MinMax.fit(values, trainEnd);
  const scoredFrom = protocol === 'paper' ? Math.min(60, trainEnd) : trainEnd;
  const actual = values.slice(scoredFrom);
  const date = (i: number): string => isoDate(series.days[i] as number);
  return {
    input: {
      days: series.days,
      values,
      trainEnd,
      season: seasonOf(series.cadence),
      seed,
      network: { ...(protocol === 'paper' ? paperNetwork : {}), ...network },
    },
    scaling,
    scoredFrom,
    level: request.level ?? defaultLevel,
    naiveScale: naiveScale(values, trainEnd),
    frame: {
      trainFrom: date(0),
      trainTo: date(trainEnd - 1),
      testFrom: date(scoredFrom),
      testTo: date(n - 1),
      totalDays: n,
      trainDays: trainEnd,
      testDays: n - scoredFrom,
      days: series.days.slice(scoredFrom),
      actual,
      scaleMin: scaling.min,
      scaleMax: scaling.max,
      r2Ceiling: poissonCeiling(actual, protocol === 'paper' ? smoothing : 1),
      protocol,
    },
  };
}

async function scoreModel(
  model: ModelName,
  window: number,
  setting: Setting,
  store: FitStore,
  task: Task,
): Promise<ModelResult> {
  const startedAt = performance.now();
  const { input, frame, scaling, level } = setting;
  const fitted = await store.fit(model, { ...input, window }, task);
  const from = Math.max(setting.scoredFrom, fitted.model.earliest);
  const late = from - setting.scoredFrom;
  const predicted = new Float64Array(frame.testDays).fill(NaN);
  predicted.set(await oneStep(fitted.model, input.values, input.days, from, input.values.length), late);
  const actual = frame.actual.subarray(late);
  const scored = predicted.subarray(late);
  const intervals = conformalIntervals(fitted.calibration, actual, scored, level);
  const wide = (values: Float64Array): Float64Array => {
    const out = new Float64Array(frame.testDays).fill(NaN);
    out.set(values, late);
    return out;
  };
  const crimes = errorsOf(actual, scored);
  return {
    model,
    name: usesWindow(model) ? `${model} (${window})` : model,
    window: usesWindow(model) || model === 'lstm-time' ? window : null,
    scaled: errorsOf(actual, scored, scaling.range),
    crimes,
    mase: crimes.mae / setting.naiveScale,
    coverage: intervals.coverage,
    level,
    seconds: (performance.now() - startedAt) / 1000,
    predicted,
    lower: wide(intervals.lower),
    upper: wide(intervals.upper),
    detail: fitted.model.detail,
    curve: fitted.model.curve ?? null,
  };
}
