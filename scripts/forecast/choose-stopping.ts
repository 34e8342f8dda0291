/*
 * Chooses when the paper's networks stop training, on years before the test span alone:
 *
 *     npx tsx scripts/forecast/choose-stopping.ts FILE.csv LEDGER.jsonl [MODEL-WINDOW…]
 *
 * FILE.csv is the city's daily series (date,count from 2001-01-01). Each training runs on past every rule's end and
 * keeps, for each epoch, the error on its held-out tail and the error on the years that follow, for its weights and for
 * their running mean; a rule then only says which epoch is read. Finished trainings are lines of LEDGER.jsonl and are
 * not run again. Nothing from 2019-05-27 on, the first day of the test span, is ever read.
 *
 * Adopted is the rule with the lowest mean, over models and origins, of (median over seeds of the RMSE) ÷ (RMSE of the
 * mean of the last seven days on the same days).
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { detachedTask } from '../../src/base/index.ts';
import { NetworkRun, type MeanError } from '../../src/forecast/models/network-run.ts';
import { networkDefaults } from '../../src/forecast/models/index.ts';
import type { NetworkKind } from '../../src/forecast/models/network.ts';
import { dayOfIso } from '../../src/forecast/table/index.ts';
import { median } from '../bench/median.ts';

const seeds = [1, 2, 3];
const origins = [
  { name: '2015–2019', from: '2015-01-01', to: '2019-05-27' },
  { name: '2010–2014', from: '2010-01-01', to: '2015-01-01' },
] as const;
/** Tail of the training span that the trainings do not fit, as in the application; 0 fits everything. */
const tails = [0.1, 0] as const;
const leastEpochs = 40;
const mostEpochs = 60;
const patience = 10;

interface EpochScores {
  readonly trainingError: number;
  /** null where everything was fitted */
  readonly tail: Readonly<Record<'plain' | 'averaged', MeanError>> | null;
  /** RMSE one step ahead on the years that follow, scaled. */
  readonly ahead: Readonly<Record<'plain' | 'averaged', number>>;
}

interface Training {
  readonly model: string;
  readonly origin: string;
  readonly tail: number;
  readonly seed: number;
  readonly seconds: number;
  readonly epochs: readonly EpochScores[];
}

interface Series {
  readonly days: Int32Array;
  readonly values: Float64Array;
}

const [file, ledger, ...asked] = process.argv.slice(2);
if (file === undefined || ledger === undefined) {
  console.error('Name the series and the ledger.');
  process.exit(2);
}
const series = read(file);
const models = asked.length > 0 ? asked : ['lstm-60', 'cnn-lstm-60', 'lstm-14', 'cnn-lstm-14'];
for (const tail of tails) {
  for (const model of models) {
    for (const origin of origins) {
      for (const seed of seeds) {
        const known = trainings().some(
          (one) =>
            one.model === model && one.origin === origin.name && one.seed === seed && one.tail === tail,
        );
        if (known) continue;
        const training = await train(model, origin, tail, seed);
        appendFileSync(ledger, `${JSON.stringify(training)}\n`);
        console.log(model, origin.name, tail, seed, training.seconds.toFixed(0), 's');
      }
    }
  }
}
print(trainings());

async function train(
  model: string,
  origin: (typeof origins)[number],
  tail: number,
  seed: number,
): Promise<Training> {
  const startedAt = performance.now();
  const dash = model.lastIndexOf('-');
  const [kind, window] = [model.slice(0, dash) as NetworkKind, Number(model.slice(dash + 1))];
  const [trainEnd, end] = [indexOf(origin.from), indexOf(origin.to)];
  const heldOutFrom = trainEnd - Math.floor(trainEnd * tail);
  const input = { ...series, trainEnd, season: 7, window, seed };
  const run = new NetworkRun(kind, input, networkDefaults, heldOutFrom);
  const epochs: EpochScores[] = [];
  for await (const { trainingError, weights, averaged } of run.epochs(detachedTask())) {
    const both = <T>(of: (one: Float32Array) => T) => ({ plain: of(weights), averaged: of(averaged) });
    epochs.push({
      trainingError,
      tail: tail === 0 ? null : both((one) => run.errorOver(heldOutFrom, trainEnd, one)),
      ahead: both((one) => Math.sqrt(run.errorOver(trainEnd, end, one).error)),
    });
    if (epochs.length >= mostEpochs || (epochs.length >= leastEpochs && allEnded(epochs))) break;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { model, origin: origin.name, tail, seed, seconds, epochs };
}

/** Whether patience has run out for the weights and for their mean. */
function allEnded(epochs: readonly EpochScores[]): boolean {
  return (['plain', 'averaged'] as const).every((of) => {
    const errors = epochs.map(({ tail }) => tail?.[of].error ?? 0);
    return epochs.length - 1 - errors.indexOf(Math.min(...errors)) > patience;
  });
}

/** Epoch of lowest error before patience runs out, and with `doubt` the first within one standard error of it. */
function stopped(
  epochs: readonly EpochScores[],
  of: 'plain' | 'averaged',
  most: number,
  doubt: boolean,
): number {
  let best = 0;
  const errors = epochs.map(({ tail }) => tail?.[of] ?? { error: NaN, doubt: NaN });
  const at = (epoch: number): MeanError => errors[epoch] as MeanError;
  for (let epoch = 1; epoch < Math.min(most, errors.length) && epoch - best <= patience; epoch++) {
    if (at(epoch).error < at(best).error) best = epoch;
  }
  if (!doubt) return best;
  return errors.findIndex(({ error }) => error <= at(best).error + at(best).doubt);
}

type Rule = (apart: Training, whole: Training | undefined) => number | undefined;

function rules(): Readonly<Record<string, Rule>> {
  const all: Record<string, Rule> = {};
  for (const of of ['plain', 'averaged'] as const) {
    for (const doubt of [false, true]) {
      const name = `${of}, ${doubt ? 'first within a standard error' : 'best'}, ≤ 40`;
      const epochOf = (apart: Training): number => stopped(apart.epochs, of, 40, doubt);
      all[name] = (apart) => apart.epochs[epochOf(apart)]?.ahead[of];
      all[`${name}; all fitted anew`] = (apart, whole) => whole?.epochs[epochOf(apart)]?.ahead[of];
    }
    all[`${of}, best, ≤ 60`] = (apart) => apart.epochs[stopped(apart.epochs, of, 60, false)]?.ahead[of];
    for (const fixed of [5, 10, 20, 40]) {
      all[`${of}, ${fixed} epochs`] = (apart) => apart.epochs[fixed - 1]?.ahead[of];
      all[`${of}, ${fixed} epochs, all fitted`] = (_, whole) => whole?.epochs[fixed - 1]?.ahead[of];
    }
  }
  return all;
}

function print(all: readonly Training[]): void {
  const cells = models.flatMap((model) => origins.map((origin) => ({ model, origin })));
  const rows = Object.entries(rules()).map(([name, rule]) => {
    const ratios = cells.map(({ model, origin }) => {
      const own = all.filter((one) => one.model === model && one.origin === origin.name);
      const scores = seeds.map((seed) => {
        const [apart, whole] = tails.map((tail) => own.find((one) => one.seed === seed && one.tail === tail));
        return apart === undefined ? undefined : rule(apart, whole);
      });
      const known = scores.filter((score) => score !== undefined);
      return { score: known.length < seeds.length ? NaN : median(known), plain: weekMean(origin) };
    });
    const mean = ratios.reduce((sum, { score, plain }) => sum + score / plain, 0) / ratios.length;
    return { name, mean, scores: ratios.map(({ score }) => score) };
  });
  console.log(
    ['rule', ...cells.map(({ model, origin }) => `${model} ${origin.name}`), 'mean ratio'].join(' | '),
  );
  console.log(['mean of 7 days', ...cells.map(({ origin }) => weekMean(origin).toFixed(4)), '1'].join(' | '));
  rows.sort((a, b) => (Number.isNaN(a.mean) ? 1 : Number.isNaN(b.mean) ? -1 : a.mean - b.mean));
  for (const { name, mean, scores } of rows)
    console.log([name, ...scores.map((score) => score.toFixed(4)), mean.toFixed(4)].join(' | '));
}

/** RMSE of the mean of the last seven days, in the scale of the training span. */
function weekMean(origin: (typeof origins)[number]): number {
  const [from, to] = [indexOf(origin.from), indexOf(origin.to)];
  const { values } = series;
  const fitted = values.subarray(0, from);
  const range = Math.max(...fitted) - Math.min(...fitted);
  let sum = 0;
  for (let at = from; at < to; at++) {
    const mean = values.subarray(at - 7, at).reduce((all, value) => all + value, 0) / 7;
    sum += (((values[at] as number) - mean) / range) ** 2;
  }
  return Math.sqrt(sum / (to - from));
}

function trainings(): Training[] {
  if (!existsSync(ledger as string)) return [];
  const lines = readFileSync(ledger as string, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Training);
}

function read(path: string): Series {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/).slice(1);
  const rows = lines.filter((line) => line !== '' && line < '2019-05-27').map((line) => line.split(','));
  return {
    days: Int32Array.from(rows, ([date]) => dayOfIso(date as string)),
    values: Float64Array.from(rows, ([, count]) => Number(count)),
  };
}

/** Index of a day; one behind the last for the first day of the test span. */
function indexOf(date: string): number {
  const at = series.days.indexOf(dayOfIso(date));
  return at < 0 ? series.days.length : at;
}
