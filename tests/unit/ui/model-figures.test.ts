import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ClassificationReport } from '../../../src/contract/index.ts';
import { comparedFigures, readTraining, testClips } from '../../../src/ui/models/model-figures.ts';

const report: ClassificationReport = {
  clips: 40,
  accuracy: 0.625,
  balancedAccuracy: 0.5,
  macroF1: 0.51,
  anomalyAuc: null,
  logLoss: 1.25,
  mse: 0.125,
  ece: 0.1,
  perClass: {
    Fire: { precision: 0.5, recall: 0.75, f1: 0.6, support: 8 },
    Fog: { precision: 0, recall: 0, f1: 0, support: 4 },
  },
  confusion: [[1]],
  intervals95: {
    accuracy: [0.5, 0.75],
    balancedAccuracy: null,
    macroF1: [0.4, 0.62],
    anomalyAuc: null,
    logLoss: null,
    mse: null,
    ece: null,
  },
};
const comparison = {
  first: 'hybrid',
  second: 'cnn',
  clips: 40,
  macroF1: { gain: 0.1, interval95: [0, 0.2] },
  accuracy: { gain: 0.1, interval95: [0, 0.2] },
  mcnemar: { firstOnly: 5, secondOnly: 1, p: 0.2 },
};
const own = {
  protocol: 'By camera group.',
  settings: { epochs: 40 },
  figures: { validation: null, test: report },
  before: { report: { ...report, accuracy: 0.5 }, comparison },
  folds: null,
  shuffledSplit: null,
  comparisons: [comparison],
};
const shipped = (JSON.parse(readFileSync('models/vigil-2/manifest.json', 'utf8')) as { training: object })
  .training as Record<string, unknown>;

test('reports of our own training are found, in order, and leave the rest', () => {
  const record = readTraining(own);
  expect(record.reports.map(({ title, report: { accuracy } }) => [title, accuracy])).toEqual([
    ['Test', 0.625],
    ['Model it started from, same test clips', 0.5],
  ]);
  expect(record.test).toBe(report);
  expect(record.comparisons).toHaveLength(2);
  expect(Object.keys(record.rest)).toEqual(['protocol', 'settings']);
});

test('a record of another make keeps all of its fields', () => {
  const record = readTraining(shipped);
  expect(record.reports).toEqual([]);
  expect(record.rest).toEqual(shipped);
});

test.each([
  ['a report without intervals', { figures: { test: { ...report, intervals95: undefined } } }],
  ['figures that are text', { figures: { test: { ...report, accuracy: 'high' } } }],
  ['classes that are numbers', { figures: { test: { ...report, perClass: { Fire: 3 } } } }],
  ['nothing where records should be', { figures: null, comparisons: [null, 3], before: [] }],
])('%s is no report, and no defect', (_, training) => {
  expect(readTraining(training)).toMatchObject({ reports: [], test: null, comparisons: [] });
});

test('two models stand side by side, with intervals where there are any and dashes where there is nothing', () => {
  const [figures, recalls] = comparedFigures(
    { name: 'Own', training: own },
    { name: 'Vigil 2', training: shipped },
  );
  expect(figures?.columns).toEqual(['Own', 'Vigil 2']);
  const rows: Record<string, string[]> = Object.fromEntries(
    (figures?.rows ?? []).map(([name = '', ...cells]) => [name, cells]),
  );
  expect(rows['Test clips']).toEqual(['40', `${testClips(shipped)}`]);
  expect(rows['Accuracy']?.[0]).toBe('63 % (50–75 %)');
  expect(rows['Accuracy']?.[1]).toMatch(/^\d+ %$/);
  expect(rows['Balanced accuracy']?.every((cell) => cell !== '–')).toBe(true);
  expect(rows['AUC, any event against Normal']?.[0]).toBe('–');
  expect(recalls?.rows.find(([label]) => label === 'Fire')?.[1]).toBe('0.75');
  expect(recalls?.rows.find(([label]) => label === 'Fog')).toEqual(['Fog', '0.00', '–']);
});

test('models without figures compare as dashes', () => {
  const nothing = { name: 'A', training: {} };
  expect(comparedFigures(nothing, { ...nothing, name: 'B' })).toEqual([
    { title: 'On the test clips of each', columns: ['A', 'B'], rows: [['Test clips', '–', '–']] },
  ]);
});
