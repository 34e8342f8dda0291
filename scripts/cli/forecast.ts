import { statSync } from 'node:fs';
import type { ForecastRun } from '../../src/app/headless-forecast.ts';
import type { BacktestRequest, ModelName, SeriesFilter } from '../../src/contract/index.ts';
import { openDriver, PageError, unwrap } from '../browser/driver.ts';
import { parseCommand, positiveNumber, runCommand, UsageError } from './arguments.ts';

const usage = `npm run --silent forecast -- [--models NAME,…|all] [--window N,…] [--horizon N] [--protocol honest|paper]
                             [--split DATE] [--seed N] [--from D] [--to D] FILE.csv
Models: arima, random-forest, random-forest-relative, boosting, ensemble (these by default), random-forest-plain, lstm,
lstm-time, cnn-lstm (minutes each on long series); the naive rows are always there. Prints one JSON object; exits 1 when the file or a model
failed.`;

const classical: readonly ModelName[] = [
  'arima',
  'random-forest',
  'random-forest-relative',
  'boosting',
  'ensemble',
];
const slow: readonly ModelName[] = ['random-forest-plain', 'lstm', 'lstm-time', 'cnn-lstm'];
const known: readonly string[] = ['naive', 'seasonal-naive', 'mean-7', ...classical, ...slow];

/** When progress was last shown, ms; it stands above the run that asks for it. */
let lastShown = 0;

await runCommand(usage, async () => {
  const { values, positionals } = parseCommand(
    {
      models: { type: 'string' },
      window: { type: 'string', default: '60' },
      horizon: { type: 'string', default: '30' },
      protocol: { type: 'string', default: 'honest' },
      split: { type: 'string' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string' },
      to: { type: 'string' },
    },
    { protocol: ['honest', 'paper'] },
  );
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new UsageError('Name one CSV file.');
  const horizon = wholeNumber('horizon', values.horizon, 1, 90);
  const filter: SeriesFilter = {
    ...(values.from === undefined ? {} : { from: isoDay('from', values.from) }),
    ...(values.to === undefined ? {} : { to: isoDay('to', values.to) }),
  };
  const request: BacktestRequest = {
    filter,
    models: modelNames(values.models),
    windows: values.window.split(',').map((text) => wholeNumber('window', text, 2, 365)),
    protocol: values.protocol as BacktestRequest['protocol'],
    horizon,
    seed: wholeNumber('seed', values.seed, 0, 2 ** 31),
    ...(values.split === undefined ? {} : { split: isoDay('split', values.split) }),
  };
  try {
    const run = await forecastFile(path, request);
    for (const { model, reason } of run.failures) process.stderr.write(`${model} failed: ${reason}\n`);
    process.stdout.write(`${JSON.stringify(printed(path, run), null, 2)}\n`);
    return run.failures.length === 0;
  } catch (error) {
    if (!(error instanceof PageError)) throw error;
    process.stdout.write(
      `${JSON.stringify({ file: path, error: { code: error.code, message: error.message } }, null, 2)}\n`,
    );
    return false;
  }
});

async function forecastFile(path: string, request: BacktestRequest): Promise<ForecastRun> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new PageError('file-unreadable', `${path} is not a file that can be read. Check the path.`);
  }
  await using driver = await openDriver({ onProgress: showProgress });
  await driver.page.setInputFiles('#clips', path);
  return unwrap(await driver.page.evaluate((given) => window.vigil.forecast(0, given), request));
}

function printed(file: string, run: ForecastRun): object {
  const { report, frame, results, failures, anomalies, forecast, forecastModel } = run;
  return {
    file,
    protocol: frame.protocol,
    rows: { read: report.rowsRead, rejected: report.rowsRejected, reasons: report.rejected },
    series: {
      from: frame.trainFrom,
      to: frame.testTo,
      days: frame.totalDays,
      step: report.cadence,
    },
    train: { from: frame.trainFrom, to: frame.trainTo, days: frame.trainDays },
    test: {
      from: frame.testFrom,
      to: frame.testTo,
      days: frame.testDays,
      r2Ceiling: rounded(frame.r2Ceiling, 4),
    },
    scale: { min: frame.scaleMin, max: frame.scaleMax },
    models: results.map(({ name, scaled, crimes, mase, coverage, seconds, detail }) => ({
      name,
      rmse: rounded(scaled.rmse, 6),
      mae: rounded(scaled.mae, 6),
      r2: rounded(scaled.r2, 4),
      mase: rounded(mase, 4),
      coverage: rounded(coverage, 4),
      seconds: rounded(seconds, 2),
      crimes: { rmse: rounded(crimes.rmse, 2), mae: rounded(crimes.mae, 2) },
      detail,
    })),
    failures,
    missing: report.missing,
    notes: report.notes,
    anomalies: (anomalies?.flags ?? []).map((flag) => ({
      ...flag,
      expected: rounded(flag.expected, 1),
      z: rounded(flag.z, 2),
    })),
    anomaliesExpectedByChance: rounded(anomalies?.expectedFalse ?? NaN, 1),
    forecastModel,
    forecast: forecast.map(({ date, mean, lower, upper }) => ({
      date,
      mean: rounded(mean, 2),
      lower: rounded(lower, 2),
      upper: rounded(upper, 2),
    })),
  };
}

/** null where there is no number, as JSON has no NaN. */
function rounded(value: number, digits: number): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : null;
}

function modelNames(text: string | undefined): ModelName[] {
  if (text === undefined) return [...classical];
  if (text === 'all') return [...classical, ...slow];
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) throw new UsageError(`--models knows ${known.join(', ')}, not "${wrong}".`);
  return names as ModelName[];
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = name === 'seed' ? Number(text) : positiveNumber(name, text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new UsageError(`--${name} is a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}

function isoDay(name: string, text: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(NaN);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text) {
    throw new UsageError(`--${name} is a date as 2021-01-01, not "${text}".`);
  }
  return text;
}

function showProgress({ stage, done, total }: { stage: string; done: number; total?: number }): void {
  const now = Date.now();
  if (now - lastShown < 2000 && !stage.includes('RMSE')) return;
  lastShown = now;
  process.stderr.write(`  ${stage} ${done}${total === undefined ? '' : ` of ${total}`}\n`);
}
