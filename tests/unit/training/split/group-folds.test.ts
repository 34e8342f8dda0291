import { existsSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import type { DatasetClip, DatasetSplit } from '../../../../src/contract/index.ts';
import { groupFolds, splitDataset } from '../../../../src/training/pure.ts';
import { clipOf, randomDataset } from './toy-dataset.ts';

const testedIn = ({ parts }: DatasetSplit) => Object.keys(parts).filter((path) => parts[path] === 'test');

test(
  'for 12 datasets: each fold is a split by whole groups of all clips, and no clip is tested twice',
  { timeout: 60_000 },
  () => {
    for (let seed = 1; seed <= 12; seed++) {
      const clips = randomDataset(seed, { shared: 0.2 });
      const included = clips.filter(({ excluded }) => !excluded);
      if (new Set(included.map(({ group }) => group)).size < 12) continue;
      const folds = groupFolds(clips, 4, seed);
      expect(folds).toHaveLength(4);
      for (const { parts } of folds) {
        expect(Object.keys(parts).sort()).toEqual(included.map(({ path }) => path).sort());
        const sides = new Map<string, Set<string>>();
        for (const { path, group } of included)
          sides.set(group, (sides.get(group) ?? new Set()).add(parts[path] as string));
        expect([...sides.values()].every(({ size }) => size === 1)).toBe(true);
      }
      const tested = folds.flatMap(testedIn);
      expect(new Set(tested).size).toBe(tested.length);
    }
  },
);

test('where every class has groups enough, each clip is tested exactly once and validation is carved from the rest', () => {
  const clips = ['Fire', 'Normal'].flatMap((label) =>
    Array.from({ length: 60 }, (_, n) => clipOf({ label, group: `${label} ${n >> 1}`, n })),
  );
  const folds = groupFolds(clips, 5, 1);
  expect(folds.flatMap(testedIn).sort()).toEqual(clips.map(({ path }) => path).sort());
  for (const { counts, notes } of folds) {
    expect(counts['Fire']).toMatchObject({ test: { clips: 12 } });
    expect(Math.abs((counts['Fire']?.validation.clips ?? 0) / 48 - 2 / 9)).toBeLessThan(0.05);
    expect(notes).toEqual([]);
  }
});

test('a class of one group is trained on in every fold, and the notes say that nothing tests it', () => {
  const clips = [
    ...Array.from({ length: 20 }, (_, n) => clipOf({ label: 'Fire', group: `f${n}`, n })),
    ...Array.from({ length: 20 }, (_, n) => clipOf({ label: 'Normal', group: `n${n}`, n })),
    ...Array.from({ length: 4 }, (_, n) => clipOf({ label: 'Burglary', group: 'shop', n })),
  ];
  for (const { counts, notes } of groupFolds(clips, 4, 2)) {
    expect(counts['Burglary']?.train.clips).toBe(4);
    expect(notes).toContain('shop holds all clips of a class and is tested in no fold.');
    expect(notes).toContain('This fold tests no clip of Burglary.');
  }
});

test('more folds than groups are refused', () => {
  const clips = Array.from({ length: 6 }, (_, n) =>
    clipOf({ label: n % 2 ? 'Fire' : 'Normal', group: `g${n}`, n }),
  );
  expect(() => groupFolds(clips, 7, 1)).toThrow('7 folds need 7 camera groups to test; there are 6.');
});

const list = '../shared/data/footage/clips.csv';
if (!existsSync(list)) console.log(`Skipping, since ${list} is not here: splits of real footage.`);

function realClips(): DatasetClip[] {
  const { data } = Papa.parse<Record<string, string>>(readFileSync(list, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  return data.map((row, n) => ({
    ...clipOf({ label: row['label'] as string, group: row['camera_group'] as string, n }),
    path: row['path'] as string,
    groupFrom: 'list',
  }));
}

/** Root mean square over folds and labels of the share of the label's clips in the fold minus 1/k. */
function unevenness(folds: readonly DatasetSplit[]): number {
  const labels = Object.keys(folds[0]?.counts ?? {});
  const squares = labels.flatMap((label) => {
    const tested = folds.map(({ counts }) => counts[label]?.test.clips ?? 0);
    const all = tested.reduce((a, b) => a + b, 0);
    return tested.map((clips) => (clips / all - 1 / folds.length) ** 2);
  });
  return Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length);
}

test.skipIf(!existsSync(list)).each([5, 10])(
  '%i folds of real footage are more even than scikit-learn’s',
  { timeout: 60_000 },
  (k) => {
    const golden = JSON.parse(
      readFileSync(new URL('../../../fixtures/training/stratified-folds.json', import.meta.url), 'utf8'),
    ) as { folds: Record<string, { rms: number; absent: number }[]> };
    const best = Math.min(...(golden.folds[k] ?? []).map(({ rms }) => rms));
    const clips = realClips();
    for (const seed of [1, 2]) {
      const folds = groupFolds(clips, k, seed);
      expect(unevenness(folds)).toBeLessThanOrEqual(best);
      const absent = folds.flatMap(({ counts }) =>
        Object.values(counts).filter(({ test: { clips: n } }) => n === 0),
      );
      expect(absent.length).toBeLessThanOrEqual(
        Math.min(...(golden.folds[k] ?? []).map((fold) => fold.absent)),
      );
    }
  },
);

test.skipIf(!existsSync(list))(
  'real footage splits 70/20/10 within 3 points overall, with every class tested',
  () => {
    const clips = realClips();
    const { parts, counts } = splitDataset(clips, { seed: 1, by: 'group' });
    const all = Object.values(parts);
    const share = (part: string) => all.filter((other) => other === part).length / all.length;
    expect(Math.abs(share('train') - 0.7)).toBeLessThan(0.03);
    expect(Math.abs(share('validation') - 0.2)).toBeLessThan(0.03);
    expect(Math.abs(share('test') - 0.1)).toBeLessThan(0.03);
    for (const count of Object.values(counts)) {
      expect(count.test.clips).toBeGreaterThan(0);
      expect(count.validation.clips).toBeGreaterThan(0);
    }
  },
);
