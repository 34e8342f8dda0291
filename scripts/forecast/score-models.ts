/*
 * Scores models on the test span, several seeds each, in Node:
 *
 *     npx tsx scripts/forecast/score-models.ts FILE.csv LEDGER.jsonl [--split DATE] SEEDS MODEL[:WINDOW]…
 *
 * as `… chicago-daily.csv scores.jsonl 1,2,3 cnn-lstm:60 lstm:60`. Finished ones are lines of LEDGER.jsonl and are not
 * run again; then each model's median over its seeds is printed. `npm run forecast` gives the same figures for one seed.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { detachedTask } from '../../src/base/index.ts';
import type { CountSeries, ModelName } from '../../src/contract/index.ts';
import { runBacktest } from '../../src/forecast/backtest/index.ts';
import { countSeries } from '../../src/forecast/series/index.ts';
import { importTable } from '../../src/forecast/table/index.ts';
import { median } from '../bench/median.ts';

interface Score {
  readonly split: string;
  readonly name: string;
  readonly seed: number;
  readonly rmse: number;
  readonly mae: number;
  readonly r2: number;
  readonly coverage: number;
  readonly seconds: number;
  readonly detail: string;
}

const words = process.argv.slice(2);
const at = words.indexOf('--split');
const split = at < 0 ? undefined : words.splice(at, 2)[1];
const [file, ledger, seeds, ...names] = words;
if (file === undefined || ledger === undefined || seeds === undefined) {
  console.error('Name the series, the ledger, the seeds and the models.');
  process.exit(2);
}
const series = await read(file);
for (const name of names) {
  for (const seed of seeds.split(',').map(Number)) {
    const [model, window = '60'] = name.split(':') as [ModelName, string?];
    if (scores().some((one) => one.name === name && one.seed === seed && one.split === (split ?? '')))
      continue;
    const score = await run(name, model, Number(window), seed);
    appendFileSync(ledger, `${JSON.stringify(score)}\n`);
    console.log(name, seed, score.rmse.toFixed(4), score.detail);
  }
}
for (const name of new Set(scores().map((one) => one.name))) {
  const own = scores().filter((one) => one.name === name && one.split === (split ?? ''));
  const figures = (['rmse', 'mae', 'r2', 'coverage'] as const).map((key) =>
    median(own.map((one) => one[key])),
  );
  console.log(
    name,
    own.map(({ rmse }) => rmse.toFixed(4)).join(' '),
    figures.map((f) => f.toFixed(4)).join(' '),
  );
}

async function run(name: string, model: ModelName, window: number, seed: number): Promise<Score> {
  const request = { models: [model], windows: [window], protocol: 'honest' as const, horizon: 1, seed };
  const whole = split === undefined ? request : { ...request, split };
  for await (const update of runBacktest(series, whole, detachedTask())) {
    if (update.kind === 'failed') throw new Error(update.reason);
    if (update.kind !== 'model' || update.result.model !== model) continue;
    const { scaled, coverage, seconds, detail } = update.result;
    return { split: split ?? '', name, seed, ...scaled, coverage, seconds, detail };
  }
  throw new Error(`${name} told of no result.`);
}

async function read(path: string): Promise<CountSeries> {
  const blob = new Blob([new Uint8Array(readFileSync(path))]);
  const { table, lagging } = await importTable(blob, path, {}, detachedTask());
  return countSeries(table, {}, lagging);
}

function scores(): Score[] {
  if (!existsSync(ledger as string)) return [];
  const lines = readFileSync(ledger as string, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Score);
}
