import { expect, test } from 'vitest';
import type { ExaminedFile } from '../../../../src/contract/index.ts';
import { assembleDataset, type AssemblyOptions } from '../../../../src/training/pure.ts';
import { clipOf } from '../split/toy-dataset.ts';

/** A readable file that looks like no other; `bytes` tells its content. */
function file(path: string, bytes = path): ExaminedFile {
  const { fingerprint } = clipOf({ label: '', group: path, n: 0 });
  return {
    kind: 'readable',
    path,
    sha256: bytes,
    sizeBytes: 9,
    media: 'video',
    width: 640,
    height: 360,
    duration: 4,
    decoder: 'WebCodecs',
    fingerprint,
  };
}

function labelsOf(paths: readonly string[], options?: AssemblyOptions): Record<string, string> {
  const { clips } = assembleDataset(
    paths.map((path) => file(path)),
    options,
  );
  return Object.fromEntries(clips.map(({ path, label }) => [path, label]));
}

test('several class folders dropped', () => {
  expect(labelsOf(['Fire/a.mp4', 'normal/b.mp4', 'Vandalism/c.mp4'])).toEqual({
    'Fire/a.mp4': 'Fire',
    'normal/b.mp4': 'Normal',
    'Vandalism/c.mp4': 'Vandalism',
  });
});

test('one folder of class folders, with camera folders below', () => {
  const paths = ['set/Fights/gate/a.mp4', 'set/Normal_Videos/gate/b.mp4', 'set/Burglaries/c.mp4'];
  const { clips } = assembleDataset(paths.map((path) => file(path)));
  expect(clips.map(({ label, group, groupFrom }) => [label, group, groupFrom])).toEqual([
    ['Fighting', 'gate', 'folder'],
    ['Normal', 'gate', 'folder'],
    ['Burglary', 'c', 'name'],
  ]);
});

test('classes below train and test folders', () => {
  expect(labelsOf(['set/train/Fire/a1.mp4', 'set/test/Fire/b1.mp4', 'set/test/Normal/c1.mp4'])).toEqual({
    'set/train/Fire/a1.mp4': 'Fire',
    'set/test/Fire/b1.mp4': 'Fire',
    'set/test/Normal/c1.mp4': 'Normal',
  });
  const { clips } = assembleDataset([file('Fire/train/a1.mp4'), file('Normal/train/b1.mp4')]);
  expect(clips.map(({ group }) => group)).toEqual(['a1', 'b1']);
});

test('a folder named as a class around class folders is not the class', () => {
  expect(labelsOf(['fire/Fire/a.mp4', 'fire/Normal/b.mp4'])).toEqual({
    'fire/Fire/a.mp4': 'Fire',
    'fire/Normal/b.mp4': 'Normal',
  });
});

test('a single class folder, known or new', () => {
  expect(labelsOf(['Shooting/a.mp4', 'Shooting/gate/b.mp4'])).toEqual({
    'Shooting/a.mp4': 'Shooting',
    'Shooting/gate/b.mp4': 'Shooting',
  });
  expect(labelsOf(['Graffiti/a.mp4', 'Graffiti/b.mp4'])).toEqual({
    'Graffiti/a.mp4': 'Graffiti',
    'Graffiti/b.mp4': 'Graffiti',
  });
});

test('new classes alone stand right under the common folder, in one spelling', () => {
  expect(labelsOf(['set/data/Theft/a.mp4', 'set/data/thefts/b.mp4', 'set/data/Calm/c.mp4'])).toEqual({
    'set/data/Theft/a.mp4': 'Theft',
    'set/data/thefts/b.mp4': 'Theft',
    'set/data/Calm/c.mp4': 'Calm',
  });
});

test('files that stand in no class folder are told, not guessed', () => {
  const { clips, unlabelled } = assembleDataset(
    ['a.mp4', 'set/b.mp4', 'set/Fire/c.mp4', 'set/Normal/d.mp4'].map((path) => file(path)),
  );
  expect(unlabelled).toEqual(['a.mp4', 'set/b.mp4']);
  expect(clips.map(({ path }) => path)).toEqual(['set/Fire/c.mp4', 'set/Normal/d.mp4']);
});

test('labels that the model at hand knows are matched first', () => {
  expect(labelsOf(['x/Theft/a.mp4', 'x/gate/b.mp4'], { knownLabels: ['theft'] })).toEqual({
    'x/Theft/a.mp4': 'theft',
    'x/gate/b.mp4': 'gate',
  });
});

test('a list gives labels, groups and spans by the end of the path', () => {
  const list = [
    { path: 'Fire/a.mp4', label: 'Fire', group: 'shed', span: { from: 1, to: 3 } },
    { path: './loose.mp4', label: 'fights' },
    { path: 'Fire\\gone.mp4', label: 'Fire' },
  ];
  const { clips, unmatchedRows, unlabelled } = assembleDataset(
    [file('drop/Fire/a.mp4'), file('drop/loose.mp4'), file('drop/other.mp4')],
    { list },
  );
  expect(clips).toMatchObject([
    { path: 'drop/Fire/a.mp4', label: 'Fire', group: 'shed', groupFrom: 'list', span: { from: 1, to: 3 } },
    { path: 'drop/loose.mp4', label: 'Fighting', groupFrom: 'name' },
  ]);
  expect(unmatchedRows).toEqual(['Fire\\gone.mp4']);
  expect(unlabelled).toEqual(['drop/other.mp4']);
});

test('unreadable files are listed; a path dropped twice counts once', () => {
  const bad: ExaminedFile = {
    kind: 'unreadable',
    path: 'Fire/bad.mp4',
    sizeBytes: 1,
    reason: 'It is empty.',
  };
  const { clips, unreadable } = assembleDataset([file('Fire/a.mp4'), bad, file('Fire/a.mp4', 'newer')]);
  expect(unreadable).toEqual([{ path: 'Fire/bad.mp4', reason: 'It is empty.' }]);
  expect(clips.map(({ sha256 }) => sha256)).toEqual(['newer']);
});

test('later copies of the same bytes are left out, under the same label only', () => {
  const { clips } = assembleDataset([
    file('Fire/a.mp4', 'same'),
    file('Fire/b.mp4', 'same'),
    file('Normal/c.mp4', 'same'),
    file('Normal/d.mp4'),
  ]);
  expect(clips.map(({ excluded }) => excluded)).toEqual([undefined, 'duplicate', undefined, undefined]);
});
