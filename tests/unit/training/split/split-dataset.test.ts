import { expect, test } from 'vitest';
import { seededRandom, shuffled } from '../../../../src/base/index.ts';
import type { DatasetClip, SplitPart } from '../../../../src/contract/index.ts';
import { splitDataset } from '../../../../src/training/pure.ts';
import { clipOf, randomDataset } from './toy-dataset.ts';

const parts: readonly SplitPart[] = ['train', 'validation', 'test'];

test(
  'for 25 datasets: no group stands on two sides, and every clip that counts stands once',
  { timeout: 60_000 },
  () => {
    for (let seed = 1; seed <= 25; seed++) {
      const clips = randomDataset(seed);
      const split = splitDataset(clips, { seed, by: 'group' });
      expect(Object.keys(split.parts).sort()).toEqual(
        clips
          .filter(({ excluded }) => !excluded)
          .map(({ path }) => path)
          .sort(),
      );
      const partOfGroup = new Map<string, SplitPart>();
      for (const { path, group } of clips) {
        const part = split.parts[path];
        if (!part) continue;
        expect(partOfGroup.get(group) ?? part).toBe(part);
        partOfGroup.set(group, part);
      }
    }
  },
);

test(
  'for 25 datasets: every class is trained on, and tested where it has two groups',
  { timeout: 60_000 },
  () => {
    for (let seed = 1; seed <= 25; seed++) {
      const clips = randomDataset(seed, { shared: 0 });
      const { counts } = splitDataset(clips, { seed, by: 'group' });
      for (const [label, count] of Object.entries(counts)) {
        const groups = new Set(
          clips.filter((clip) => clip.label === label && !clip.excluded).map(({ group }) => group),
        ).size;
        expect(count.train.clips).toBeGreaterThan(0);
        expect(count.test.clips > 0).toBe(groups >= 2);
        if (groups >= 3) expect(count.validation.clips).toBeGreaterThan(0);
        if (groups <= 2) expect(count.validation.clips).toBe(0);
      }
    }
  },
);

test('with many small groups every class comes within 3 points of 70/20/10', () => {
  const clips = ['Fire', 'Normal', 'Fighting'].flatMap((label, l) =>
    Array.from({ length: 100 + 60 * l }, (_, n) => clipOf({ label, group: `${label} ${n >> 1}`, n })),
  );
  for (const seed of [1, 2, 3]) {
    const { counts } = splitDataset(clips, { seed, by: 'group' });
    for (const count of Object.values(counts)) {
      const all = count.train.clips + count.validation.clips + count.test.clips;
      [0.7, 0.2, 0.1].forEach((share, n) => {
        expect(Math.abs(count[parts[n] as SplitPart].clips / all - share)).toBeLessThan(0.03);
      });
    }
  }
});

test('other shares are kept too', () => {
  const clips = ['Fire', 'Normal'].flatMap((label) =>
    Array.from({ length: 100 }, (_, n) => clipOf({ label, group: `${label} ${n}`, n })),
  );
  const { counts } = splitDataset(clips, { seed: 1, by: 'group', shares: [0.5, 0.25, 0.25] });
  expect(counts['Fire']).toEqual({
    train: { clips: 50, groups: 50 },
    validation: { clips: 25, groups: 25 },
    test: { clips: 25, groups: 25 },
  });
});

test('the seed decides, the order of the clips does not', () => {
  const clips = randomDataset(7);
  const once = splitDataset(clips, { seed: 5, by: 'group' });
  const again = splitDataset(shuffled(clips, seededRandom(9)), { seed: 5, by: 'group' });
  expect(again.parts).toEqual(once.parts);
  expect(again.counts).toEqual(once.counts);
});

test('where the groups leave a choice, another seed chooses otherwise', () => {
  const clips = Array.from({ length: 100 }, (_, n) =>
    clipOf({ label: n % 2 ? 'Fire' : 'Normal', group: `g${n >> 2}`, n }),
  );
  const tested = [1, 2, 3].map((seed) => {
    const { parts: placed } = splitDataset(clips, { seed, by: 'group' });
    return clips.filter(({ path }) => placed[path] === 'test').map(({ path }) => path);
  });
  expect(new Set(tested.map(String)).size).toBe(3);
});

test('a class of one group trains only, and the notes say so', () => {
  const clips = [
    ...Array.from({ length: 30 }, (_, n) => clipOf({ label: 'Normal', group: `n${n}`, n })),
    ...Array.from({ length: 5 }, (_, n) => clipOf({ label: 'Burglary', group: 'shop', n })),
    ...Array.from({ length: 6 }, (_, n) => clipOf({ label: 'Fire', group: `fire ${n % 2}`, n })),
  ];
  const { counts, notes } = splitDataset(clips, { seed: 1, by: 'group' });
  expect(counts['Burglary']).toMatchObject({
    train: { clips: 5 },
    validation: { clips: 0 },
    test: { clips: 0 },
  });
  expect(counts['Fire']).toMatchObject({
    train: { groups: 1 },
    validation: { groups: 0 },
    test: { groups: 1 },
  });
  expect(notes).toContainEqual(expect.stringMatching(/^Burglary comes from one camera group: .*no figure/));
  expect(notes).toContainEqual(expect.stringMatching(/^Fire comes from two camera groups: .*validation/));
});

test('groups that share nearly the same pictures stay together', () => {
  const clips = Array.from({ length: 40 }, (_, n) =>
    clipOf({ label: n % 2 ? 'Fire' : 'Normal', group: `g${n}`, n }),
  );
  const copy = { ...(clips[0] as DatasetClip), path: 'copy.mp4', group: 'elsewhere', sha256: 'other' };
  for (let seed = 1; seed <= 10; seed++) {
    const { parts, notes } = splitDataset([...clips, copy], { seed, by: 'group' });
    expect(parts['copy.mp4']).toBe(parts[clips[0]?.path as string]);
    expect(notes).toContainEqual(expect.stringContaining('elsewhere and g0 share nearly the same pictures'));
  }
});

test('a split by clip tears groups apart', () => {
  const clips = Array.from({ length: 60 }, (_, n) =>
    clipOf({ label: n % 2 ? 'Fire' : 'Normal', group: `g${n % 4}`, n }),
  );
  const { parts: placed, counts } = splitDataset(clips, { seed: 1, by: 'clip' });
  const ofGroup = new Set(clips.filter(({ group }) => group === 'g0').map(({ path }) => placed[path]));
  expect(ofGroup.size).toBe(3);
  expect(counts['Fire']).toMatchObject({
    train: { clips: 21 },
    validation: { clips: 6 },
    test: { clips: 3 },
  });
});

test('what cannot be trained is refused with the reason', () => {
  const fire = clipOf({ label: 'Fire', group: 'a', n: 1 });
  expect(() => splitDataset([], { seed: 1, by: 'group' })).toThrow('no clip');
  expect(() => splitDataset([fire], { seed: 1, by: 'group' })).toThrow('All clips are of the class Fire');
  const normal = clipOf({ label: 'Normal', group: 'b', n: 2, excluded: 'hand' });
  expect(() => splitDataset([fire, normal], { seed: 1, by: 'group' })).toThrow('nothing to tell apart');
  expect(() => splitDataset([fire, normal], { seed: 1, by: 'group', shares: [0.5, 0.2, 0.1] })).toThrow(
    'sum',
  );
});

test('5,000 clips of one group each are split quickly', { timeout: 60_000 }, () => {
  const clips = Array.from({ length: 5000 }, (_, n) =>
    clipOf({ label: `class ${n % 6}`, group: `g${n}`, n }),
  );
  const startedAt = performance.now();
  splitDataset(clips, { seed: 1, by: 'group' });
  // Generous: this machine shares its cores.
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});
