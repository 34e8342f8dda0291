import { expect, test } from 'vitest';
import type {
  ClassificationReport,
  DatasetClip,
  DatasetSplit,
  GroupSource,
  Judgement,
} from '../../../../src/contract/index.ts';
import { classificationReport, findAlarms } from '../../../../src/training/pure.ts';
import { clipOf } from '../split/toy-dataset.ts';

const labels = ['Fire', 'Normal'];

/** A report of `clips` clips, half of each class, of which the share `accuracy` is named right in either. */
function report(accuracy: number, clips = 40, share = 0.5): ClassificationReport {
  const judgements = Array.from({ length: clips }, (_, n): Judgement => {
    const truth = n < clips * share ? 0 : 1;
    const among = truth === 0 ? n / (clips * share) : (n - clips * share) / (clips * (1 - share));
    const right = among < accuracy;
    return { truth, probabilities: (truth === 0) === right ? [0.9, 0.1] : [0.1, 0.9], group: `g${n}` };
  });
  return classificationReport(judgements, labels);
}

const honest = report(0.75);
const clips: DatasetClip[] = Array.from({ length: 60 }, (_, n) => ({
  ...clipOf({ label: labels[n % 2] as string, group: `g${n >> 1}`, n }),
  groupFrom: (n < 10 ? 'folder' : 'name') as GroupSource,
}));
const split: DatasetSplit = {
  by: 'group',
  seed: 1,
  parts: Object.fromEntries(
    clips.map(({ path }, n) => [path, n < 40 ? 'train' : n < 48 ? 'validation' : 'test']),
  ),
  counts: {},
  notes: [],
};
const run = { labels, clips, split, validation: honest, test: honest, shuffled: report(0.8) };

test('nothing is said against honest figures', () => {
  expect(findAlarms(run)).toEqual([]);
});

test.each([
  ['no test', { test: null, shuffled: null }, /^There is no test clip/],
  [
    'a test that is nearly perfect',
    { test: report(1), shuffled: null },
    /^100 % right on 40 test clips is too good/,
  ],
  [
    'what shuffling claims',
    { shuffled: report(0.9) },
    /^Random splitting would have claimed 90 % right; .* 75 %\.$/,
  ],
  [
    'groups by name only',
    { clips: clips.map((clip) => ({ ...clip, groupFrom: 'name' as const })) },
    /only guessed/,
  ],
  ['a split by clip', { split: { ...split, by: 'clip' as const } }, /^The split ignores the camera groups/],
  [
    'thin classes',
    { test: report(0.9, 24, 1 / 6), shuffled: null },
    /^Fire \(4\) has fewer than 5 test clips/,
  ],
  [
    'validation far above the test',
    { validation: report(0.95) },
    /^Validation says 95 % right, the test 75 %/,
  ],
  ['no validation', { validation: null }, /^There is no validation clip/],
  [
    'a guesser',
    { test: report(0.4), validation: report(0.45), shuffled: null },
    /^Always answering Fire would have been right for 50 %/,
  ],
] as const)('%s is told in one sentence', (_, change, sentence) => {
  const alarms = findAlarms({ ...run, ...change });
  expect(alarms).toEqual([expect.stringMatching(sentence)]);
  expect(alarms[0]).toMatch(/\.$/);
  expect(alarms[0]).not.toContain('. ');
});

test.each([
  ['19 clips are not enough to be too good', { test: report(1, 19), shuffled: null }],
  ['96 % may be true', { test: report(0.96, 50), validation: null, shuffled: null }],
  ['9 points may be chance', { shuffled: report(0.84, 200), test: report(0.75, 200) }],
  ['validation may be a little better', { validation: report(0.85) }],
])('%s', (_, change) => {
  const alarms = findAlarms({ ...run, ...change });
  expect(alarms.filter((alarm) => /too good|Random|Validation says/.test(alarm))).toEqual([]);
});

test('a test clip that nearly repeats a training clip is named', () => {
  const copied = clips.map((clip, n) =>
    n === 55 ? { ...clip, fingerprint: (clips[3] as DatasetClip).fingerprint } : clip,
  );
  const alarms = findAlarms({ ...run, clips: copied });
  expect(alarms).toEqual([
    expect.stringMatching(/^1 test clip nearly repeats what was trained on, as .*-3\.mp4 and .*-55\.mp4/),
  ]);
});

test('a test on few cameras, or of one class, says little', () => {
  const few = clips.map((clip, n) => (n >= 48 ? { ...clip, group: `g${n % 3}` } : clip));
  expect(findAlarms({ ...run, clips: few })).toEqual([
    expect.stringMatching(/^The test clips come from 3 camera groups/),
  ]);
  const one = findAlarms({ ...run, test: report(0.75, 40, 1), shuffled: null });
  expect(one).toContainEqual(expect.stringMatching(/^All test clips are of the class Fire/));
});

test('a threshold that nothing chose is named', () => {
  const alarms = findAlarms({ ...run, validation: report(0.75, 40, 0) });
  expect(alarms).toEqual(['No validation clip shows Fire: the threshold for it is preset, not chosen.']);
});
