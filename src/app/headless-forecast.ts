import type {
  AnomalyReport,
  BacktestFrame,
  BacktestRequest,
  ForecastDay,
  ImportReport,
  ModelName,
  ModelResult,
} from '../contract/index.ts';
import type { Task } from '../base/index.ts';
import { connectForecast } from '../workers/index.ts';

/** What the command `forecast` gets from the page. */
export interface ForecastRun {
  readonly report: ImportReport;
  readonly frame: BacktestFrame;
  readonly results: readonly Omit<ModelResult, 'predicted' | 'lower' | 'upper'>[];
  readonly failures: readonly { readonly model: ModelName; readonly reason: string }[];
  readonly anomalies: AnomalyReport | null;
  readonly forecast: readonly ForecastDay[];
  readonly forecastModel: ModelName;
}

/** The models that speak for tomorrow, best first by their errors on training spans. */
const preference: readonly ModelName[] = [
  'ensemble',
  'random-forest-relative',
  'boosting',
  'arima',
  'cnn-lstm',
  'lstm',
  'lstm-time',
  'random-forest',
  'random-forest-plain',
  'mean-7',
  'seasonal-naive',
  'naive',
];
const anomalyThreshold = 2;

/** Imports a file, scores the models, flags anomalies, and forecasts with the best of them, in the app's own worker. */
export async function runForecast(
  file: File,
  request: BacktestRequest,
  newTask: () => Task,
): Promise<ForecastRun> {
  using service = connectForecast();
  const report = await service.load(file, {}, newTask());
  let frame: BacktestFrame | undefined;
  const results: ModelResult[] = [];
  const failures: { model: ModelName; reason: string }[] = [];
  for await (const update of service.backtest(request, newTask())) {
    if (update.kind === 'frame') frame = update.frame;
    else if (update.kind === 'model') {
      results.push(update.result);
      const { name, scaled, coverage, seconds } = update.result;
      const stage = `${name}: RMSE ${scaled.rmse.toFixed(4)}, coverage ${coverage.toFixed(3)}, ${seconds.toFixed(1)} s`;
      newTask().onProgress?.({ stage, done: results.length, unit: 'steps' });
    } else failures.push({ model: update.model, reason: update.reason });
  }
  if (!frame) throw new Error('The backtest did not start.');
  const fitted = new Set(results.map(({ model }) => model));
  const forecastModel = preference.find((model) => fitted.has(model)) ?? 'naive';
  const wanted = {
    model: forecastModel,
    window: request.windows[0] ?? 60,
    horizon: request.horizon,
    level: request.level ?? 0.9,
    seed: request.seed,
    ...(request.filter === undefined ? {} : { filter: request.filter }),
    ...(request.network === undefined ? {} : { network: request.network }),
  };
  const forecast = await service.forecast(wanted, newTask());
  const anomalies = await service.anomalies(wanted, anomalyThreshold, newTask());
  return {
    report,
    frame: { ...frame, days: new Int32Array(0), actual: new Float64Array(0) },
    results: results.map(({ predicted: _p, lower: _l, upper: _u, ...figures }) => figures),
    failures,
    anomalies,
    forecast,
    forecastModel,
  };
}
