import { describe, expect, test } from 'vitest';
import { detachedTask, seededRandom } from '../../../../src/base/index.ts';
import { FeatureBins } from '../../../../src/forecast/models/feature-bins.ts';
import { featureRow } from '../../../../src/forecast/models/feature-table.ts';
import { growTree, treeValue } from '../../../../src/forecast/models/regression-tree.ts';
import { fitRidge } from '../../../../src/forecast/models/ridge.ts';
import { fitBoosting, fitForest } from '../../../../src/forecast/models/tree-ensembles.ts';
import golden from '../../../fixtures/forecast/trees.json' with { type: 'json' };

const columns = 3;
const features = Float64Array.from(golden.x.flat());
const targets = Float64Array.from(golden.y);
const table = { features, columns, targets };
const row = (r: number): Float64Array => features.subarray(r * columns, (r + 1) * columns);
const errorOf = (model: (features: Float64Array) => number): number =>
  targets.reduce((sum, target, r) => sum + (model(row(r)) - target) ** 2, 0) / targets.length;
const spread = errorOf(() => targets.reduce((sum, y) => sum + y, 0) / targets.length);

describe('trees', () => {
  test('a tree agrees with scikit-learn where binning loses nothing', () => {
    const bins = FeatureBins.fit(features, columns);
    const settings = { maxDepth: 4, maxLeaves: Infinity, minLeaf: 5, splitFeatures: 3, ridge: 0 };
    const rows = Int32Array.from(targets, (_, r) => r);
    const tree = growTree(bins.encodeTable(features, columns), targets, rows, settings, seededRandom(1));
    golden.tree.forEach((expected, r) => {
      expect(treeValue(tree, (k) => bins.code(k, row(r)[k] as number))).toBeCloseTo(expected, 9);
    });
  });

  test('a forest and boosting fit better than one tree, and the same seed gives the same forest', async () => {
    const settings = { trees: 30, maxDepth: 12, maxLeaves: Infinity, minLeaf: 3, splitFeatures: 2, ridge: 0 };
    const forest = await fitForest(table, settings, 4, detachedTask());
    const again = await fitForest(table, settings, 4, detachedTask());
    expect(again(row(7))).toBe(forest(row(7)));
    expect(errorOf(forest)).toBeLessThan(spread / 20);
    const boosting = await fitBoosting(
      table,
      { ...settings, trees: 200, rate: 0.1, maxLeaves: 8 },
      4,
      detachedTask(),
    );
    expect(errorOf(boosting)).toBeLessThan(spread / 20);
  });

  test('a fit stops when it is asked to', async () => {
    const abort = new AbortController();
    const settings = {
      trees: 1000,
      maxDepth: 12,
      maxLeaves: Infinity,
      minLeaf: 3,
      splitFeatures: 2,
      ridge: 0,
    };
    const fit = fitForest(table, settings, 4, { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(fit).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('ridge regression agrees with scikit-learn', () => {
  const model = fitRidge(table, 30);
  golden.ridge.forEach((expected, r) => expect(model(row(r))).toBeCloseTo(expected, 9));
});

test('a feature row never reads the day it speaks of, or later', () => {
  const values = Float64Array.from({ length: 500 }, (_, t) => 100 + ((t * 37) % 50));
  const days = Int32Array.from(values, (_, t) => 18000 + t);
  for (const relative of [false, true]) {
    const plan = { window: 60, relative, yearly: true, expanded: true };
    const changed = values.slice().fill(1e9, 450);
    expect(featureRow(changed, days, 450, plan)).toEqual(featureRow(values, days, 450, plan));
  }
});
