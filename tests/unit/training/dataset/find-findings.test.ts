import { expect, test } from 'vitest';
import { seededRandom } from '../../../../src/base/index.ts';
import type { DatasetClip } from '../../../../src/contract/index.ts';
import {
  findFindings,
  mergeGroups,
  nearDuplicates,
  renameClass,
  renameGroup,
  setExcluded,
  setGroup,
  setLabel,
} from '../../../../src/training/pure.ts';
import { clipOf } from '../split/toy-dataset.ts';

/** `counts` clips of each class, each of a camera of its own that a list names. */
function dataset(counts: Readonly<Record<string, number>>): DatasetClip[] {
  return Object.entries(counts).flatMap(([label, count]) =>
    Array.from({ length: count }, (_, n) => ({
      ...clipOf({ label, group: `${label} ${n}`, n }),
      groupFrom: 'list' as const,
    })),
  );
}

const sound = dataset({ Fire: 12, Normal: 20 });
const told = (clips: readonly DatasetClip[]) =>
  findFindings(clips).map(({ kind, severity }) => `${severity}: ${kind}`);

/** Clip `n` altered. */
function altered(clips: readonly DatasetClip[], n: number, facts: Partial<DatasetClip>): DatasetClip[] {
  return clips.map((clip, at) => (at === n ? { ...clip, ...facts } : clip));
}

test('nothing is said of a sound dataset', () => {
  expect(findFindings(sound)).toEqual([]);
});

test('copies are named, the first as the one that stays', () => {
  const clips = setExcluded(altered(sound, 1, { sha256: sound[0]?.sha256 as string }), [], false);
  expect(clips[1]?.excluded).toBe('duplicate');
  expect(findFindings(clips)).toEqual([
    {
      kind: 'duplicate',
      severity: 'note',
      message: 'Fire/Fire 1-1.mp4 is a copy of Fire/Fire 0-0.mp4 and left out.',
      paths: ['Fire/Fire 0-0.mp4', 'Fire/Fire 1-1.mp4'],
    },
  ]);
});

test('parts of one file that do not overlap are different footage, overlapping ones are not', () => {
  const sha256 = sound[0]?.sha256 as string;
  const withSpans = (from: number) =>
    altered(sound, 15, { sha256, span: { from, to: from + 2 } }).map((clip, at) =>
      at === 0 ? { ...clip, span: { from: 0, to: 2 } } : clip,
    );
  expect(told(withSpans(2))).toEqual([]);
  expect(told(withSpans(1.5))).toEqual(['stop: conflicting-labels']);
  const copies = setLabel(withSpans(1.5), [sound[15]?.path as string], 'Fire');
  expect(told(copies)).toEqual(['note: duplicate']);
});

test('the same bytes under two labels stop training until the user decides', () => {
  const clips = altered(sound, 15, { sha256: sound[0]?.sha256 as string });
  expect(findFindings(clips)[0]).toMatchObject({
    kind: 'conflicting-labels',
    severity: 'stop',
    message: expect.stringContaining('Fire and Normal'),
    paths: ['Fire/Fire 0-0.mp4', 'Normal/Normal 3-3.mp4'],
  });
  const path = clips[15]?.path as string;
  expect(told(setExcluded(clips, [path], true))).toEqual([]);
  const relabelled = setLabel(clips, [path], 'Fire');
  expect(relabelled[15]?.excluded).toBe('duplicate');
  expect(told(relabelled)).toEqual(['note: duplicate']);
  expect(setLabel(relabelled, [path], 'Normal')[15]?.excluded).toBeUndefined();
});

test('near-duplicates across groups are told until their groups are merged', () => {
  const { frames, background } = (sound[0] as DatasetClip).fingerprint;
  const last = (Number.parseInt(frames[1]?.slice(-1) as string, 16) ^ 15).toString(16);
  const near = { frames: ['1234567890abcdef', `${frames[1]?.slice(0, -1)}${last}`], background };
  const clips = altered(sound, 20, { fingerprint: near });
  expect(nearDuplicates(clips)).toMatchObject([{ bits: 4, first: sound[0], second: clips[20] }]);
  expect(told(clips)).toEqual(['warning: near-duplicate']);
  expect(told(mergeGroups(clips, ['Fire 0', 'Normal 8']))).toEqual([]);
  const five = `${frames[1]?.slice(0, -2)}${(Number.parseInt(frames[1]?.slice(-2) as string, 16) ^ 31).toString(16).padStart(2, '0')}`;
  expect(told(altered(sound, 20, { fingerprint: { frames: [five], background } }))).toEqual([]);
});

test('imbalance is noted beyond 3 and warned of beyond 10 to 1', () => {
  expect(told(dataset({ Fire: 10, Normal: 30 }))).toEqual([]);
  expect(findFindings(dataset({ Fire: 10, Normal: 31 }))).toMatchObject([
    {
      kind: 'imbalance',
      severity: 'note',
      message: expect.stringContaining('Normal has 3.1 times as many clips as Fire'),
    },
  ]);
  expect(told(dataset({ Fire: 10, Normal: 101 }))).toEqual(['warning: imbalance']);
});

test('small classes and classes of few cameras are warned of', () => {
  expect(told(dataset({ Fire: 9, Normal: 20 }))).toEqual(['warning: few-clips']);
  const twoCameras = sound.map((clip, n) => (n < 12 ? { ...clip, group: `camera ${n % 2}` } : clip));
  expect(findFindings(twoCameras)).toMatchObject([
    {
      kind: 'few-groups',
      message: expect.stringContaining('2 camera groups and cannot be both validated and tested'),
    },
  ]);
  const oneCamera = sound.map((clip, n) => (n < 12 ? { ...clip, group: 'camera' } : clip));
  expect(findFindings(oneCamera)).toMatchObject([
    {
      kind: 'few-groups',
      message: expect.stringContaining('one camera group and can neither be validated nor tested'),
    },
  ]);
});

test('fewer than two classes stop training', () => {
  expect(told([])).toEqual(['stop: few-clips']);
  expect(told(dataset({ Fire: 12 }))).toEqual(['stop: few-clips']);
});

test('new classes and guessed groups are noted', () => {
  expect(told(dataset({ Theft: 12, Normal: 20 }))).toEqual(['note: unknown-class']);
  expect(findFindings(dataset({ Theft: 12, Normal: 20 }), ['Theft', 'Normal'])).toEqual([]);
  const guessed = findFindings(altered(sound, 4, { groupFrom: 'looks' }));
  expect(guessed).toMatchObject([{ kind: 'groups-guessed', paths: [sound[4]?.path] }]);
});

test(
  '5,000 pictures and 600 clips of 8 frames are searched for near-duplicates in less than 5 s',
  { timeout: 60_000 },
  () => {
    const random = seededRandom(8);
    const hash = () => Array.from({ length: 16 }, () => Math.floor(random() * 16).toString(16)).join('');
    for (const [count, frames] of [
      [5000, 1],
      [600, 8],
    ] as const) {
      const clips = Array.from({ length: count }, (_, n) => ({
        ...clipOf({ label: 'Fire', group: `g${n}`, n }),
        fingerprint: { frames: Array.from({ length: frames }, hash), background: hash() },
      }));
      const startedAt = performance.now();
      expect(nearDuplicates(clips)).toEqual([]);
      expect(performance.now() - startedAt).toBeLessThan(5000);
    }
  },
);

test(
  'even 5,000 pictures that all look alike, each of which is told with one other',
  { timeout: 60_000 },
  () => {
    const { fingerprint } = sound[0] as DatasetClip;
    const clips = Array.from({ length: 5000 }, (_, n) => ({
      ...clipOf({ label: 'Fire', group: `g${n >> 5}`, n }),
      fingerprint: { ...fingerprint, frames: fingerprint.frames.slice(0, 1) },
    }));
    const startedAt = performance.now();
    const pairs = nearDuplicates(clips);
    // 1 s alone on one core; generous, since this machine shares its cores.
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    expect(pairs.length).toBeLessThanOrEqual(5000);
    expect(new Set(pairs.flatMap(({ first, second }) => [first.path, second.path])).size).toBe(5000);
  },
);

test('edits leave the old clips as they were and mark groups as made by hand', () => {
  const before = structuredClone(sound);
  const path = sound[0]?.path as string;
  expect(setGroup(sound, [path], ' barn ')[0]).toMatchObject({ group: 'barn', groupFrom: 'hand' });
  expect(renameGroup(sound, 'Fire 0', 'Fire 1').filter(({ group }) => group === 'Fire 1')).toHaveLength(2);
  expect(renameClass(sound, 'Fire', 'Blaze').filter(({ label }) => label === 'Blaze')).toHaveLength(12);
  expect(setExcluded(setExcluded(sound, [path], true), [path], false)).toEqual(sound);
  expect(mergeGroups(sound, [])).toEqual(sound);
  expect(sound).toEqual(before);
});
