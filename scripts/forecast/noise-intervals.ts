/*
 * Holds negative binomial intervals against the conformal ones that the application gives, around the same forecasts:
 *
 *     npx tsx scripts/forecast/noise-intervals.ts FILE.csv [--split DATE --to DATE] MODEL…
 *
 * Both learn from the same errors: those of a tail that the model had not seen, then of the last 365 days passed. The
 * negative binomial's variance is μ + αμ², with α by moments of those errors; its interval runs between the 5 % and
 * 95 % quantiles. Printed: coverage, mean width in crimes, and the interval score (Gneiting & Raftery 2007), of which
 * less is better.
 */
import { readFileSync } from 'node:fs';
import { detachedTask } from '../../src/base/index.ts';
import type { ModelName } from '../../src/contract/index.ts';
import { conformalIntervals } from '../../src/forecast/backtest/conformal.ts';
import { fitCalibrated, oneStep } from '../../src/forecast/backtest/one-step.ts';
import { splitIndex } from '../../src/forecast/backtest/split-index.ts';
import { countSeries } from '../../src/forecast/series/index.ts';
import { importTable } from '../../src/forecast/table/index.ts';

const level = 0.9;
const memory = 365;

interface Bounds {
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
}

const words = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words.splice(at, 2)[1];
};
const [split, to] = [option('--split'), option('--to')];
const [file, ...models] = words;
if (file === undefined || models.length === 0) {
  console.error('Name the series and the models.');
  process.exit(2);
}
const blob = new Blob([new Uint8Array(readFileSync(file))]);
const { table, lagging } = await importTable(blob, file, {}, detachedTask());
const series = countSeries(table, to === undefined ? {} : { to }, lagging);
const trainEnd = splitIndex(series, split);
const { values, days } = series;
for (const model of models as ModelName[]) {
  const input = { values, days, trainEnd, season: 7, window: 60, seed: 1 };
  const fitted = await fitCalibrated(model, input, detachedTask());
  const predicted = await oneStep(fitted.model, values, days, trainEnd, values.length);
  const actual = values.subarray(trainEnd);
  const conformal = conformalIntervals(fitted.calibration, actual, predicted, level);
  console.log(model, 'conformal', told(conformal, actual));
  console.log(
    model,
    'negative binomial',
    told(binomialIntervals(fitted.calibration, actual, predicted), actual),
  );
}

function told({ lower, upper }: Bounds, actual: Float64Array): string {
  let [inside, width, score] = [0, 0, 0];
  actual.forEach((value, t) => {
    const [low, high] = [lower[t] as number, upper[t] as number];
    if (value >= low && value <= high) inside++;
    width += high - low;
    score += high - low + (2 / (1 - level)) * (Math.max(0, low - value) + Math.max(0, value - high));
  });
  const n = actual.length;
  return `coverage ${((100 * inside) / n).toFixed(1)} %, width ${(width / n).toFixed(1)}, score ${(score / n).toFixed(1)}`;
}

function binomialIntervals(
  tail: { readonly actual: ArrayLike<number>; readonly predicted: ArrayLike<number> },
  actual: Float64Array,
  predicted: Float64Array,
): Bounds {
  const past = Array.from(
    { length: tail.actual.length },
    (_, k) => [tail.actual[k], tail.predicted[k]] as [number, number],
  );
  const [lower, upper] = [new Float64Array(actual.length), new Float64Array(actual.length)];
  for (let t = 0; t < actual.length; t++) {
    const mean = Math.max(1, predicted[t] as number);
    const alpha = dispersion(past.slice(-memory));
    lower[t] = quantile(mean, alpha, (1 - level) / 2);
    upper[t] = quantile(mean, alpha, (1 + level) / 2);
    past.push([actual[t] as number, mean]);
  }
  return { lower, upper };
}

/** α by moments; 0 is Poisson. */
function dispersion(errors: readonly (readonly [number, number])[]): number {
  const excess = errors.reduce((sum, [value, mean]) => sum + (value - mean) ** 2 - mean, 0);
  return Math.max(1e-9, excess / errors.reduce((sum, [, mean]) => sum + mean ** 2, 0));
}

/** Least count whose cumulative probability reaches `share`: a sum of the probabilities, each from the one before. */
function quantile(mean: number, alpha: number, share: number): number {
  const size = 1 / alpha;
  const chance = (alpha * mean) / (1 + alpha * mean);
  let log = -size * Math.log1p(alpha * mean);
  let sum = Math.exp(log);
  let count = 0;
  for (; sum < share && count < 1e6; count++) {
    log += Math.log(((size + count) / (count + 1)) * chance);
    sum += Math.exp(log);
  }
  return count;
}
