import { expect, test } from 'vitest';
import type {
  ClassificationReport,
  DatasetClip,
  HeadResult,
  PairedComparison,
  TrainingPlan,
} from '../../../src/contract/index.ts';
import { filterClips, orderClips } from '../../../src/ui/training/clip-order.ts';
import { comparisonText, headlineTable, testSizeText } from '../../../src/ui/training/describe-result.ts';
import { reliabilityBins, testClips, testGroups } from '../../../src/ui/training/result-clips.ts';

const none = {
  accuracy: null,
  balancedAccuracy: null,
  macroF1: null,
  anomalyAuc: null,
  logLoss: null,
  mse: null,
  ece: null,
};

const report: ClassificationReport = {
  clips: 12,
  accuracy: 0.8333,
  balancedAccuracy: 0.8,
  macroF1: 0.781,
  anomalyAuc: null,
  logLoss: 0.456,
  mse: 0.0512,
  ece: 0.091,
  perClass: {
    Fire: { precision: 1, recall: 0.5, f1: 0.667, support: 4 },
    Normal: { precision: 0.8, recall: 1, f1: 0.889, support: 8 },
    Fighting: { precision: 0, recall: 0, f1: 0, support: 0 },
  },
  confusion: [],
  intervals95: { ...none, accuracy: [0.62, 0.95], macroF1: [0.781, 0.781] },
};

test('figures carry few digits and their interval; what cannot be given is left out', () => {
  const { columns, rows } = headlineTable('Test', [{ title: 'CNN-LSTM', report }]);
  expect(columns).toEqual(['CNN-LSTM']);
  expect(Object.fromEntries(rows as [string, string][])).toEqual({
    Accuracy: '83 % (62–95 %)',
    'Balanced accuracy': '80 %',
    // An interval of no width is none: the clips are of a single group.
    'F1, mean of classes': '0.78',
    'Log-loss, nats': '0.46',
    MSE: '0.051',
    'Calibration error (ECE)': '9 %',
    // Over the classes that occur.
    'Precision, mean of classes': '0.90',
    'Recall, mean of classes': '0.75',
  });
});

const comparison: PairedComparison = {
  first: 'hybrid',
  second: 'Vigil 1',
  clips: 24,
  macroF1: { gain: 0.051, interval95: [-0.02, 0.12] },
  accuracy: { gain: 0.0417, interval95: [-0.04, 0.125] },
  mcnemar: { firstOnly: 3, secondOnly: 2, p: 1 },
};

test('a comparison claims no more than its interval allows', () => {
  expect(comparisonText(comparison)).toBe(
    'CNN-LSTM against Vigil 1 on the same 24 clips: F1 +0.05 (−0.02 to +0.12), accuracy +4 points (−4 to +13); ' +
      '3 named right by the first only, 2 by the second only, p = 1.00 (exact McNemar). ' +
      'So these clips do not show which is better.',
  );
  const tuned = { ...comparison, first: 'hybrid, fine-tuned' };
  expect(comparisonText(tuned)).toMatch(/^CNN-LSTM, fine-tuned against Vigil 1 on/);
  const clear = { ...comparison, macroF1: { gain: 0.2, interval95: [0.1, 0.3] as const } };
  expect(comparisonText(clear)).toMatch(/So CNN-LSTM is better on these clips\.$/);
  const worse = { ...comparison, macroF1: { gain: -0.2, interval95: [-0.3, -0.1] as const } };
  expect(comparisonText(worse)).toMatch(/So Vigil 1 is better on these clips\.$/);
});

test('the size of the test set is told for what it is', () => {
  const result = { test: report } as HeadResult;
  expect(testSizeText(result, 5)).toContain('12 clips of 5 camera groups');
  expect(testSizeText(result, 5)).toContain('one clip more or less is 8 points');
  expect(testSizeText(result, 1)).toContain('no interval can be given');
  expect(testSizeText({ test: null } as HeadResult, 0)).toContain('untested');
});

function clipOf(path: string, label: string, group: string, duration = 4): DatasetClip {
  const fingerprint = { frames: [], background: '' };
  const rest = { sha256: '', sizeBytes: 1, media: 'video', groupFrom: 'folder' } as const;
  return { ...rest, path, label, group, duration, fingerprint };
}

const clips = [
  clipOf('Fire/cam 10.mp4', 'Fire', 'yard', 9),
  clipOf('Fire/cam 2.mp4', 'Fire', 'gate', 3),
  { ...clipOf('Normal/hall.mp4', 'Normal', 'yard', 60), excluded: 'hand' as const },
];

const all = { text: '', label: '', use: 'all', only: null } as const;
const names = (found: readonly DatasetClip[]) => found.map(({ path }) => path.split('/')[1]);

test('clips are found by words anywhere, by class, by use and by a finding', () => {
  expect(names(filterClips(clips, { ...all, text: 'yard FIRE' }))).toEqual(['cam 10.mp4']);
  expect(names(filterClips(clips, { ...all, label: 'Normal' }))).toEqual(['hall.mp4']);
  expect(names(filterClips(clips, { ...all, use: 'left-out' }))).toEqual(['hall.mp4']);
  expect(names(filterClips(clips, { ...all, only: ['Fire/cam 2.mp4'] }))).toEqual(['cam 2.mp4']);
});

test('clips are ordered as a person counts, by any column, either way', () => {
  expect(names(orderClips(clips, { by: 'path', isDescending: false }))).toEqual([
    'cam 2.mp4',
    'cam 10.mp4',
    'hall.mp4',
  ]);
  expect(names(orderClips(clips, { by: 'length', isDescending: true }))[0]).toBe('hall.mp4');
});

test('only test clips are shown in the confusion, the surest first, and binned by what was given', () => {
  const plan = {
    clips,
    split: { parts: { 'Fire/cam 10.mp4': 'test', 'Fire/cam 2.mp4': 'test', 'Normal/hall.mp4': 'train' } },
  } as unknown as TrainingPlan;
  const result = {
    predictions: [
      { path: 'Fire/cam 2.mp4', part: 'test', truth: 0, probabilities: [0.3, 0.7] },
      { path: 'Fire/cam 10.mp4', part: 'test', truth: 0, probabilities: [0.95, 0.05] },
      { path: 'Normal/hall.mp4', part: 'train', truth: 1, probabilities: [0, 1] },
    ],
  } as unknown as HeadResult;
  const judged = testClips(plan, result);
  expect(judged.map(({ path, predicted }) => [path, predicted])).toEqual([
    ['Fire/cam 10.mp4', 0],
    ['Fire/cam 2.mp4', 1],
  ]);
  expect(testGroups(plan)).toBe(2);
  const bins = reliabilityBins(judged);
  expect(bins.filter(({ clips: number }) => number > 0)).toEqual([
    { at: expect.closeTo(0.65) as number, clips: 1, share: 0 },
    { at: expect.closeTo(0.95) as number, clips: 1, share: 1 },
  ]);
});
