import { expect, test } from 'vitest';
import {
  guessGroups,
  sameBackgroundBits,
  type GroupEvidence,
} from '../../../../src/training/dataset/guess-groups.ts';
import { clipOf } from '../split/toy-dataset.ts';

const labels = ['Fire', 'Normal'];

function evidence(path: string, facts: Partial<GroupEvidence> = {}): GroupEvidence {
  const { fingerprint } = clipOf({ label: '', group: path, n: 0 });
  return { path, folders: [], fingerprint, ...facts };
}

/** The same background as that of `path`, with some bits turned. */
function like(path: string, bits: number) {
  const { fingerprint } = evidence(path);
  const turned = BigInt(`0x${fingerprint.background}`) ^ (2n ** BigInt(bits) - 1n);
  return { fingerprint: { ...fingerprint, background: turned.toString(16).padStart(16, '0') } };
}

const groupsOf = (clips: readonly GroupEvidence[]) =>
  guessGroups(clips, labels).map(({ group, groupFrom }) => `${group} (${groupFrom})`);

test('a list comes first, then folders, then the name', () => {
  expect(
    groupsOf([
      evidence('Fire/gate/yard_01.mp4', { given: 'barn', folders: ['gate'] }),
      evidence('Fire/gate/yard_02.mp4', { folders: ['gate'] }),
      evidence('Normal/site/gate/yard_03.mp4', { folders: ['site', 'videos', 'gate'] }),
      evidence('Fire/yard_04.mp4', { folders: ['train'] }),
      evidence('Normal/yard_05.mp4'),
    ]),
  ).toEqual(['barn (list)', 'gate (folder)', 'site/gate (folder)', 'yard (name)', 'yard (name)']);
});

test('a name that tells nothing makes a group of one', () => {
  expect(
    groupsOf([evidence('Fire/0001.mp4'), evidence('Fire/0002.mp4'), evidence('Normal/0001.mp4')]),
  ).toEqual(['Fire/0001 (name)', 'Fire/0002 (name)', 'Normal/0001 (name)']);
});

test('like backgrounds join groups under the larger one’s name', () => {
  expect(
    groupsOf([
      evidence('Fire/0001.mp4'),
      evidence('Normal/yard_01.mp4', like('Fire/0001.mp4', sameBackgroundBits)),
      evidence('Normal/yard_02.mp4'),
      evidence('Normal/road_02.mp4', like('Normal/yard_02.mp4', sameBackgroundBits + 1)),
    ]),
  ).toEqual(['yard (looks)', 'yard (name)', 'yard (name)', 'road (name)']);
});

test('likeness passes on, but never joins two groups of a list', () => {
  const clips = [
    evidence('a.mp4', { given: 'one' }),
    evidence('b.mp4', like('a.mp4', 3)),
    evidence('c.mp4', { ...like('a.mp4', 5), given: 'two' }),
  ];
  expect(groupsOf(clips)).toEqual(['one (list)', 'two (looks)', 'two (list)']);
  const unnamed = clips.map(({ given: _, ...clip }, n) => ({ ...clip, path: `gate${n}.mp4` }));
  expect(groupsOf(unnamed)).toEqual(['gate1 (looks)', 'gate1 (name)', 'gate1 (looks)']);
});

test('5,000 clips are grouped within a few seconds', { timeout: 60_000 }, () => {
  const clips = Array.from({ length: 5000 }, (_, n) => evidence(`Fire/${n}.jpg`));
  const startedAt = performance.now();
  expect(new Set(groupsOf(clips)).size).toBeGreaterThan(4000);
  const alike = clips.map((clip) => ({ ...clip, fingerprint: evidence('a').fingerprint }));
  expect(new Set(guessGroups(alike, labels).map(({ group }) => group)).size).toBe(1);
  // 0.3 s alone on one core; generous, since this machine shares its cores.
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});
