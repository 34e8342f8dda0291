import { beforeEach, expect, test } from 'vitest';
import { DatasetDraft } from '../../../src/state/dataset-draft.svelte.ts';
import { filesBehind, sourcesOf } from '../../../src/state/dataset-folders.ts';
import { summariseClasses } from '../../../src/state/dataset-summary.ts';
import { matchFiles } from '../../../src/state/match-files.ts';
import { Notices } from '../../../src/state/notices.svelte.ts';
import { until } from './fakes.ts';
import { fakeHash, MemoryDatasets, rules, ScriptedTraining, source } from './training-fakes.ts';

let archive: MemoryDatasets;
let notices: Notices;
let service: ScriptedTraining;
let hashed: string[];

function draftOf(): DatasetDraft {
  return new DatasetDraft({
    examine: (...args) => service.examine(...args),
    sha256: (file) => (hashed.push(file.name), fakeHash(file)),
    decoder: () => 'auto',
    rules,
    archive,
    notices,
    now: () => 1000,
  });
}

beforeEach(() => {
  archive = new MemoryDatasets();
  notices = new Notices();
  service = new ScriptedTraining();
  hashed = [];
});

const paths = ['Fire/yard/a.mp4', 'Fire/yard/b.mp4', 'Normal/gate/c.mp4', 'Normal/hall/d.mp4'];

async function filled(...more: string[]): Promise<DatasetDraft> {
  const draft = draftOf();
  await draft.add(sourcesOf([...paths, ...more].map((path) => source(path))));
  await until(() => !draft.intake.isRunning);
  return draft;
}

test('files dropped become clips with label and group; the unreadable are listed with the reason', async () => {
  const draft = await filled('Fire/yard/broken.mp4', 'Fire/notes.txt');
  expect(draft.clips.map(({ label, group }) => `${label} ${group}`)).toEqual([
    'Fire yard',
    'Fire yard',
    'Normal gate',
    'Normal hall',
  ]);
  expect(draft.unreadable).toMatchObject([
    { path: 'Fire/yard/broken.mp4', reason: '“broken.mp4” is not a video.' },
  ]);
  expect(notices.list[0]?.message).toBe('1 file passed over: neither video nor picture by name.');
});

test('nothing to examine says what to do', async () => {
  const draft = draftOf();
  await draft.add(sourcesOf([source('Fire/notes.txt')]));
  expect(notices.list[0]).toMatchObject({ message: 'There are no videos or pictures in what was dropped.' });
  expect(draft.isEmpty).toBe(true);
});

test('edits lie over what was found, one step at a time to undo, and survive more files', async () => {
  const draft = await filled();
  draft.edit(['Fire/yard/a.mp4'], { label: 'Smoke' }, 'label of 1 clip');
  draft.mergeGroups(['gate', 'hall'], 'indoors');
  draft.edit(['Normal/hall/d.mp4'], { excluded: true }, 'leaving out 1 clip');
  await draft.add(sourcesOf([source('Smoke/road/e.mp4')]));
  await until(() => !draft.intake.isRunning);
  const shown = () =>
    draft.clips.map(({ label, group, excluded }) => [label, group, excluded ?? '-'].join(' '));
  expect(shown()).toEqual([
    'Smoke yard -',
    'Fire yard -',
    'Normal indoors -',
    'Normal indoors hand',
    'Smoke road -',
  ]);
  expect(draft.undoTitle).toBe('leaving out 1 clip');
  draft.undo();
  draft.undo();
  expect(draft.undoTitle).toBe('label of 1 clip');
  expect(shown().slice(2, 4)).toEqual(['Normal gate -', 'Normal hall -']);
  draft.renameClass('Smoke', 'Fire');
  expect(summariseClasses(draft.clips, null).map(({ label, clips }) => [label, clips])).toEqual([
    ['Fire', 3],
    ['Normal', 2],
  ]);
});

test('a group edited by hand is known to be so', async () => {
  const draft = await filled();
  draft.edit(['Fire/yard/a.mp4'], { group: 'roof' }, 'group of 1 clip');
  expect(draft.clips[0]).toMatchObject({ group: 'roof', groupFrom: 'hand' });
});

test('after a reload clips and edits are there; the folder dropped again brings the files', async () => {
  const before = await filled();
  before.edit(['Fire/yard/a.mp4'], { label: 'Smoke' }, 'label of 1 clip');
  await before.save();
  const draft = draftOf();
  await draft.load();
  expect(draft.clips[0]).toMatchObject({ path: 'Fire/yard/a.mp4', label: 'Smoke' });
  expect(draft.missing).toHaveLength(4);
  expect(draft.sources()).toEqual([]);
  await draft.add(sourcesOf(paths.map((path) => source(path))));
  await until(() => !draft.intake.isRunning);
  expect(draft.missing).toEqual([]);
  expect(draft.clips).toHaveLength(4);
  expect(hashed).toEqual([]);
});

test('a flush stores what waits at once, and nothing when nothing waits', async () => {
  const before = await filled();
  await before.save();
  const editedAt = async () => {
    const draft = draftOf();
    await draft.load();
    return draft.clips[0]?.label;
  };
  before.flush();
  expect(await editedAt()).toBe('Fire');
  before.edit(['Fire/yard/a.mp4'], { label: 'Smoke' }, 'label of 1 clip');
  before.flush();
  expect(await editedAt()).toBe('Smoke');
});

test('files that moved are known by size and content', async () => {
  const files = [source('moved/a.mp4', 'one'), source('moved/b.mp4', 'two!'), source('moved/c.mp4', 'six')];
  const missing = [
    { path: 'Fire/a.mp4', sizeBytes: 3, sha256: 'one'.padEnd(64, '0') },
    { path: 'Fire/z.mp4', sizeBytes: 9, sha256: 'zzz'.padEnd(64, '0') },
  ];
  const { found, rest } = await matchFiles(
    missing,
    files,
    async (file) => (hashed.push(file.name), fakeHash(file)),
  );
  expect([...found.keys()]).toEqual(['Fire/a.mp4']);
  expect(rest.map(({ path }) => path)).toEqual(['moved/b.mp4', 'moved/c.mp4']);
  expect(hashed).toEqual(['a.mp4', 'c.mp4']);
});

test('another file of the same path stands beside the first', async () => {
  const draft = await filled();
  await draft.add(sourcesOf([source('Fire/yard/a.mp4', 'other content')]));
  await until(() => !draft.intake.isRunning);
  expect(draft.clips.at(-1)?.path).toBe('Fire/yard/a (2).mp4');
  await draft.add(sourcesOf([source('Fire/yard/a.mp4')]));
  await until(() => !draft.intake.isRunning);
  expect(draft.clips).toHaveLength(5);
});

test('files with a known label keep it, and their span', async () => {
  const draft = await filled();
  draft.addFiles([{ ...source('cam 4.mp4'), label: 'Fire', span: { from: 2, to: 5 } }]);
  await until(() => !draft.intake.isRunning);
  expect(draft.clips.at(-1)).toMatchObject({ path: 'cam 4.mp4', label: 'Fire', span: { from: 2, to: 5 } });
  expect(summariseClasses(draft.clips, null)[0]).toMatchObject({ label: 'Fire', seconds: 4 + 4 + 3 });
});

test('several parts of one file are several clips, all in use, and the file is examined once', async () => {
  const draft = await filled();
  const before = draft.intake.total;
  const { file } = source('yard/cam 5.mp4');
  const part = (label: string, from: number) => ({
    path: 'yard/cam 5.mp4',
    file,
    label,
    span: { from, to: from + 1 },
  });
  draft.addFiles([part('Fire', 0), part('Fire', 2), part('Normal', 3)]);
  await until(() => !draft.intake.isRunning);
  expect(draft.intake.total).toBe(1);
  expect(before).toBe(4);
  expect(
    draft.clips.slice(4).map(({ path, label, span, excluded }) => [path, label, span?.from, excluded]),
  ).toEqual([
    ['yard/cam 5.mp4', 'Fire', 0, undefined],
    ['yard/cam 5 (2).mp4', 'Fire', 2, undefined],
    ['yard/cam 5 (3).mp4', 'Normal', 3, undefined],
  ]);
  expect(draft.sources().filter((known) => known.file === file)).toHaveLength(3);
  expect(draft.findings.filter(({ kind }) => kind === 'conflicting-labels' || kind === 'duplicate')).toEqual(
    [],
  );
});

test('stopping keeps what is examined and leaves the queue', async () => {
  const draft = draftOf();
  const examine = service.examine.bind(service);
  service.examine = async function* (files, decoder, task) {
    for await (const file of examine(files, decoder, task)) {
      yield file;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  await draft.add(sourcesOf(Array.from({ length: 500 }, (_, at) => source(`Fire/yard/${at}.mp4`))));
  await until(() => draft.intake.done > 3);
  draft.intake.stop();
  await until(() => !draft.intake.isRunning);
  expect(draft.clips.length).toBeGreaterThan(3);
  expect(draft.clips.length).toBeLessThan(500);
  expect(notices.list).toEqual([]);
});

test('handles are walked by folder, in the order a person would give', async () => {
  const file = (name: string) => ({ kind: 'file', name, getFile: async () => new File([name], name) });
  const folder = (name: string, ...children: { name: string }[]) => ({
    kind: 'directory',
    name,
    values: async function* () {
      yield* children;
    },
  });
  const root = folder('set', folder('Fire', file('cam 10.mp4'), file('cam 2.mp4'), file('notes.txt')));
  const { signal } = new AbortController();
  const { files, skipped } = await filesBehind([root as unknown as FileSystemDirectoryHandle], signal);
  expect(files.map(({ path }) => path)).toEqual(['set/Fire/cam 2.mp4', 'set/Fire/cam 10.mp4']);
  expect(skipped).toBe(1);
});
