/*
 * Chooses when the paper's networks stop training and how their numbers are scaled, on years before the test span alone:
 *
 *     npx tsx scripts/forecast/choose-stopping.ts FILE.csv LEDGER.jsonl [--print] [MODEL-WINDOW…]
 *
 * FILE.csv is the city's daily series (date,count from 2001-01-01). Each training runs on past every rule's end and
 * keeps, for each epoch, the error on its held-out tail and the error on the years that follow, for its weights and for
 * their running mean; a rule then only says which epoch is read. Finished trainings are lines of LEDGER.jsonl and are
 * not run again; --print runs none. Nothing from 2019-05-27 on, the first day of the test span, is ever read.
 *
 * Adopted is the rule and scaling with the lowest mean, over models and origins, of (median over seeds of the RMSE) ÷
 * (RMSE of the mean of the last seven days on the same days).
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { detachedTask } from '../../src/base/index.ts';
import type { NetworkScaling } from '../../src/contract/index.ts';
import { heldOutShare, networkDefaults } from '../../src/forecast/models/index.ts';
import { NetworkRun, type MeanError } from '../../src/forecast/models/network-run.ts';
import type { NetworkKind } from '../../src/forecast/models/network.ts';
import { dayOfIso } from '../../src/forecast/table/index.ts';
import { median } from '../bench/median.ts';

const seeds = [1, 2, 3];
const origins = [
  { name: '2015–2019', from: '2015-01-01', to: '2019-05-27' },
  { name: '2010–2014', from: '2010-01-01', to: '2015-01-01' },
] as const;
const scalings = ['span', 'week'] as const;
const leastEpochs = 40;
const mostEpochs = 60;
const patience = 10;

type Origin = (typeof origins)[number];
type Of = 'plain' | 'averaged';

interface EpochScores {
  readonly trainingError: number;
  /** On the last tenth of the training span, which is not fitted. */
  readonly tail: Readonly<Record<Of, MeanError>>;
  /** RMSE one step ahead on the years that follow, scaled. */
  readonly ahead: Readonly<Record<Of, number>>;
}

interface Training {
  readonly model: string;
  readonly origin: string;
  readonly scaling: NetworkScaling;
  readonly seed: number;
  readonly seconds: number;
  readonly epochs: readonly EpochScores[];
}

interface Series {
  readonly days: Int32Array;
  readonly values: Float64Array;
}

const isPrint = process.argv.includes('--print');
const [file, ledger, ...asked] = process.argv.slice(2).filter((word) => word !== '--print');
if (file === undefined || ledger === undefined) {
  console.error('Name the series and the ledger.');
  process.exit(2);
}
const series = read(file);
const models = asked.length > 0 ? asked : ['lstm-60', 'cnn-lstm-60', 'lstm-14', 'cnn-lstm-14'];
for (const scaling of isPrint ? [] : scalings) {
  for (const model of models) {
    for (const origin of origins) {
      for (const seed of seeds) {
        if (find(trainings(), scaling, model, origin.name, seed) !== undefined) continue;
        const training = await train(model, origin, scaling, seed);
        appendFileSync(ledger, `${JSON.stringify(training)}\n`);
        console.log(scaling, model, origin.name, seed, training.seconds.toFixed(0), 's');
      }
    }
  }
}
print(trainings());

async function train(
  model: string,
  origin: Origin,
  scaling: NetworkScaling,
  seed: number,
): Promise<Training> {
  const startedAt = performance.now();
  const dash = model.lastIndexOf('-');
  const [kind, window] = [model.slice(0, dash) as NetworkKind, Number(model.slice(dash + 1))];
  const [trainEnd, end] = [indexOf(origin.from), indexOf(origin.to)];
  const heldOutFrom = trainEnd - Math.floor(trainEnd * heldOutShare);
  const input = { ...series, trainEnd, season: 7, window, seed };
  const run = new NetworkRun(kind, input, { ...networkDefaults, scaling }, heldOutFrom);
  const epochs: EpochScores[] = [];
  for await (const { trainingError, weights, averaged } of run.epochs(detachedTask())) {
    const both = <T>(of: (one: Float32Array) => T) => ({ plain: of(weights), averaged: of(averaged) });
    epochs.push({
      trainingError,
      tail: both((one) => run.errorOver(heldOutFrom, trainEnd, one)),
      ahead: both((one) => Math.sqrt(run.errorOver(trainEnd, end, one).error)),
    });
    if (epochs.length >= mostEpochs || (epochs.length >= leastEpochs && allEnded(epochs))) break;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { model, origin: origin.name, scaling, seed, seconds, epochs };
}

/** Whether patience has run out for the weights and for their mean. */
function allEnded(epochs: readonly EpochScores[]): boolean {
  return (['plain', 'averaged'] as const).every((of) => {
    const errors = epochs.map(({ tail }) => tail[of].error);
    return epochs.length - 1 - errors.indexOf(Math.min(...errors)) > patience;
  });
}

/** Epoch of lowest error before patience runs out, and with `doubt` the first within one standard error of it. */
function stopped(epochs: readonly EpochScores[], of: Of, most: number, doubt: boolean): number {
  let best = 0;
  const at = (epoch: number): MeanError => (epochs[epoch] as EpochScores).tail[of];
  for (let epoch = 1; epoch < Math.min(most, epochs.length) && epoch - best <= patience; epoch++) {
    if (at(epoch).error < at(best).error) best = epoch;
  }
  if (!doubt) return best;
  return epochs.findIndex(({ tail }) => tail[of].error <= at(best).error + at(best).doubt);
}

/** The RMSE ahead that a rule ends with. */
type Rule = (epochs: readonly EpochScores[]) => number;

function rules(): Readonly<Record<string, Rule>> {
  const all: Record<string, Rule> = {};
  for (const of of ['plain', 'averaged'] as const) {
    const ahead = (epochs: readonly EpochScores[], at: number): number => epochs[at]?.ahead[of] ?? NaN;
    for (const most of [40, 60]) {
      all[`${of}, best of ${most}`] = (epochs) => ahead(epochs, stopped(epochs, of, most, false));
      all[`${of}, in a standard error, of ${most}`] = (epochs) =>
        ahead(epochs, stopped(epochs, of, most, true));
    }
    for (const fixed of [5, 10, 20, 40]) all[`${of}, ${fixed} epochs`] = (epochs) => ahead(epochs, fixed - 1);
  }
  return all;
}

function print(all: readonly Training[]): void {
  const cells = models.flatMap((model) => origins.map((origin) => ({ model, origin })));
  const rows = scalings.flatMap((scaling) =>
    Object.entries(rules()).map(([name, rule]) => {
      const scores = cells.map(({ model, origin }) => {
        const known = seeds.map((seed) => find(all, scaling, model, origin.name, seed)?.epochs);
        return median(known.map((epochs) => (epochs === undefined ? NaN : rule(epochs))));
      });
      const ratios = cells.map(({ origin }, n) => (scores[n] as number) / weekMean(origin));
      const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
      return { name: `${scaling}: ${name}`, mean, scores };
    }),
  );
  const line = (name: string, scores: readonly number[], mean: number): string =>
    [name, ...scores.map((score) => score.toFixed(4)), mean.toFixed(4)].join(' | ');
  console.log(['rule', ...cells.map(({ model, origin }) => `${model} ${origin.name}`), 'ratio'].join(' | '));
  console.log(
    line(
      'mean of 7 days',
      cells.map(({ origin }) => weekMean(origin)),
      1,
    ),
  );
  rows.sort((a, b) => (Number.isNaN(a.mean) ? 1 : Number.isNaN(b.mean) ? -1 : a.mean - b.mean));
  for (const { name, mean, scores } of rows) console.log(line(name, scores, mean));
}

/** RMSE of the mean of the last seven days, in the scale of the training span. */
function weekMean(origin: Origin): number {
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

function find(
  all: readonly Training[],
  scaling: NetworkScaling,
  model: string,
  origin: string,
  seed: number,
): Training | undefined {
  return all.find(
    (one) => one.scaling === scaling && one.model === model && one.origin === origin && one.seed === seed,
  );
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
