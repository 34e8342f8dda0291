import { breathe, seededRandom, type Task } from '../../base/index.ts';
import { FeatureBins } from './feature-bins.ts';
import type { TrainingTable } from './feature-table.ts';
import { growTree, treeValue, type RegressionTree, type TreeSettings } from './regression-tree.ts';

/** Something fitted on feature rows that gives a number for one. */
export type RowModel = (features: Float64Array) => number;

export interface ForestSettings extends TreeSettings {
  readonly trees: number;
}

/** Random forest (Breiman 2001): the mean of trees on bootstrap samples, each split choosing among few features. */
export async function fitForest(
  table: TrainingTable,
  settings: ForestSettings,
  seed: number,
  task: Task,
): Promise<RowModel> {
  const { bins, codes, rows } = binned(table);
  const random = seededRandom(seed);
  const trees: RegressionTree[] = [];
  for (let k = 0; k < settings.trees; k++) {
    const sample = Int32Array.from({ length: rows }, () => Math.floor(random() * rows));
    trees.push(growTree(codes, table.targets, sample, settings, random));
    task.onProgress?.({ stage: 'forest', done: k + 1, total: settings.trees, unit: 'steps' });
    if (k % 4 === 3) await breathe(task.signal);
  }
  return (features) => sumOf(trees, bins, features) / trees.length;
}

export interface BoostingSettings extends TreeSettings {
  readonly trees: number;
  readonly rate: number;
}

/** Gradient boosting for squared error (Friedman 2001): each tree fits what the ones before left over. */
export async function fitBoosting(
  table: TrainingTable,
  settings: BoostingSettings,
  seed: number,
  task: Task,
): Promise<RowModel> {
  const { bins, codes, rows } = binned(table);
  const random = seededRandom(seed);
  const base = table.targets.reduce((sum, target) => sum + target, 0) / rows;
  const rest = table.targets.map((target) => target - base);
  const trees: RegressionTree[] = [];
  for (let k = 0; k < settings.trees; k++) {
    const tree = growTree(
      codes,
      rest,
      Int32Array.from({ length: rows }, (_, i) => i),
      settings,
      random,
    );
    trees.push(tree);
    for (let row = 0; row < rows; row++) {
      const value = treeValue(tree, (feature) => (codes[feature] as Uint8Array)[row] as number);
      rest[row] = (rest[row] as number) - settings.rate * value;
    }
    task.onProgress?.({ stage: 'boosting', done: k + 1, total: settings.trees, unit: 'steps' });
    if (k % 8 === 7) await breathe(task.signal);
  }
  return (features) => base + settings.rate * sumOf(trees, bins, features);
}

function binned(table: TrainingTable): { bins: FeatureBins; codes: Uint8Array[]; rows: number } {
  const bins = FeatureBins.fit(table.features, table.columns);
  return { bins, codes: bins.encodeTable(table.features, table.columns), rows: table.targets.length };
}

function sumOf(trees: readonly RegressionTree[], bins: FeatureBins, features: Float64Array): number {
  const codes = Uint8Array.from(features, (value, column) => bins.code(column, value));
  let sum = 0;
  for (const tree of trees) sum += treeValue(tree, (feature) => codes[feature] as number);
  return sum;
}
