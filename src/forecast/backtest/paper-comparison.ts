import { seededRandom, shuffled, type Task } from '../../base/index.ts';
import type { BacktestRequest, CountSeries, PaperRow } from '../../contract/index.ts';
import { fitForest } from '../models/index.ts';
import { earliestRow, trainingTable, type FeaturePlan, type TrainingTable } from '../models/feature-table.ts';
import { MinMax, movingAverage } from '../series/index.ts';
import { errorsOf } from './errors-of.ts';
import { splitIndex } from './split-index.ts';

const plan: FeaturePlan = { window: 28, relative: false, yearly: false, expanded: false };
const forest = { trees: 40, maxDepth: 16, maxLeaves: Infinity, minLeaf: 3, ridge: 0, splitFeatures: 16 };

/**
 * Where an R² near 1 comes from, shown on this very series: the same two plain models, scored honestly and in the ways
 * that flatter. None of these rows says anything about tomorrow but the first two.
 */
export async function paperComparison(
  series: CountSeries,
  request: BacktestRequest,
  task: Task,
): Promise<PaperRow[]> {
  const trainEnd = splitIndex(series, request.split);
  const rows: PaperRow[] = [];
  const add = async (
    setting: PaperRow['setting'],
    why: string,
    smooth: boolean,
    pooled: boolean,
    shuffle: boolean,
  ): Promise<void> => {
    const values = smooth ? movingAverage(series.values, 7) : series.values;
    const range = MinMax.fit(values, trainEnd).range;
    const from = pooled ? 7 : trainEnd;
    if (!shuffle) {
      const naive = errorsOf(values.subarray(from), values.subarray(from - 1), range);
      rows.push({ setting, model: 'naive', r2: naive.r2, rmse: naive.rmse, why });
    }
    const first = earliestRow(plan);
    if (trainEnd - first < 60) return;
    const table = trainingTable(values, series.days, first, values.length, plan);
    const { test, train } = shuffle
      ? shuffledSplit(table, request.seed)
      : chronological(table, trainEnd - first, pooled);
    const model = await fitForest(pick(table, train), forest, request.seed, { signal: task.signal });
    const { columns, features, targets } = table;
    const predicted = test.map((r) => model(features.subarray(r * columns, (r + 1) * columns)));
    const { r2, rmse } = errorsOf(
      test.map((r) => targets[r] as number),
      predicted,
      range,
    );
    rows.push({ setting, model: 'random-forest', r2, rmse, why });
    task.onProgress?.({ stage: 'paper', done: rows.length, total: 8, unit: 'steps' });
  };
  await add(
    'honest',
    'Raw daily counts, trained on the past, scored on the days after it.',
    false,
    false,
    false,
  );
  await add(
    'smoothed-target',
    'The target is a 7-day mean: six sevenths of tomorrow are already known.',
    true,
    false,
    false,
  );
  await add(
    'shuffled-split',
    'Test days are drawn at random, so their neighbours were trained on.',
    false,
    false,
    true,
  );
  await add(
    'all-years',
    'Training years are scored too, and the long decline counts as skill.',
    false,
    true,
    false,
  );
  await add('smoothed-and-shuffled', 'Both at once.', true, false, true);
  return rows;
}

interface Split {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

function chronological(table: TrainingTable, trainRows: number, pooled: boolean): Split {
  const all = table.targets.length;
  const rows = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);
  return { train: rows(0, trainRows), test: rows(pooled ? 0 : trainRows, all) };
}

function shuffledSplit(table: TrainingTable, seed: number): Split {
  const order = shuffled(
    Array.from(table.targets, (_, row) => row),
    seededRandom(seed),
  );
  const cut = Math.floor(order.length * 0.8);
  return { train: order.slice(0, cut), test: order.slice(cut) };
}

function pick({ features, columns, targets }: TrainingTable, rows: readonly number[]): TrainingTable {
  const chosen = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => chosen.set(features.subarray(row * columns, (row + 1) * columns), i * columns));
  return { columns, features: chosen, targets: Float64Array.from(rows, (row) => targets[row] as number) };
}
