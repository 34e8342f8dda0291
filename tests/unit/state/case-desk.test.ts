import { beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../src/base/index.ts';
import { verifyLog } from '../../../src/report/index.ts';
import { AnalysisSession } from '../../../src/state/analysis-session.svelte.ts';
import { CaseDesk } from '../../../src/state/cases/case-desk.svelte.ts';
import { visitCases } from '../../../src/state/cases/visit-cases.ts';
import type { ClipEntry } from '../../../src/state/clip-entry.svelte.ts';
import { Engine } from '../../../src/state/engine.svelte.ts';
import { EventTuning } from '../../../src/state/event-tuning.svelte.ts';
import { Notices } from '../../../src/state/notices.svelte.ts';
import { Preferences } from '../../../src/state/preferences.svelte.ts';
import type { CaseStore, StoredCase } from '../../../src/storage/index.ts';
import {
  endlessAnalysis,
  FakeVideo,
  MemoryArchive,
  MemorySettings,
  ScriptedAnalysis,
  until,
  videoFile,
} from './fakes.ts';

let store: CaseStore;
let archive: MemoryArchive;
let settings: MemorySettings;
let video: FakeVideo;
let ids: number;

beforeEach(() => {
  store = visitCases();
  archive = new MemoryArchive();
  settings = new MemorySettings();
  video = new FakeVideo();
  ids = 0;
});

/** A page as it is loaded: everything new but what is stored. */
function visit() {
  const analysis = new ScriptedAnalysis();
  const notices = new Notices();
  const tuning = new EventTuning();
  const chosen = { chosenSource: async () => ({ kind: 'url', url: 'models/vigil-test/' }) as const };
  const engine = new Engine(analysis, chosen, notices, (manifest) => tuning.adopt(manifest));
  let clock = 0;
  const now = (): number => (clock += 1000);
  const preferences = new Preferences(settings);
  const session = new AnalysisSession({
    video,
    analysis,
    engine,
    tuning,
    preferences,
    notices,
    archive,
    now,
  });
  const desk = new CaseDesk({
    store,
    session,
    tuning,
    archive,
    settings,
    notices,
    sha256: (file) => video.sha256(file),
    hold: async () => ({ [Symbol.dispose]: () => undefined }),
    newId: () => `case-${++ids}`,
    now,
    by: () => 'Ada',
  });
  const engineReady = engine.start('auto');
  return { analysis, notices, session, desk, engineReady };
}

type Visit = ReturnType<typeof visit>;

function drop({ desk }: Visit, ...paths: string[]): Promise<void> {
  const files = paths.map((path) => ({ path, file: file(path.slice(path.lastIndexOf('/') + 1)) }));
  return desk.receive({ files, skipped: 0, roots: [] });
}

function file(name: string): File {
  return new File(['data'], name, { lastModified: 5 });
}

function isIdle({ session }: Visit): boolean {
  return session.running === null && session.waiting.length === 0;
}

async function worked(page: Visit): Promise<void> {
  await until(() => isIdle(page));
  await until(() => page.session.entries.every(({ sha256 }) => sha256 !== null));
  await page.desk.flush();
}

function kinds({ desk }: Visit): string[] {
  return (desk.log?.entries ?? []).map(({ activity }) => activity.kind);
}

test('footage that is dropped without a case begins one, named after its folder', async () => {
  const page = visit();
  await drop(page, 'yard/gate.mp4', 'yard/door.mp4');
  await worked(page);
  expect(page.desk.current).toMatchObject({ name: 'yard', counts: { clips: 2, finished: 2, events: 2 } });
  expect(page.session.entries.map(({ id, path }) => [id, path])).toEqual([
    ['c1', 'yard/gate.mp4'],
    ['c2', 'yard/door.mp4'],
  ]);
  expect(kinds(page).sort()).toEqual(['analysis', 'analysis', 'case', 'ingest', 'ingest', 'model']);
});

test('a case is begun together with its clips, so that no screen shows it without them', async () => {
  const page = visit();
  const clipsWhenFirstKept: number[] = [];
  const put = store.put;
  Object.assign(store, {
    put: (kept: StoredCase) => (clipsWhenFirstKept.push(page.session.entries.length), put(kept)),
  });
  await drop(page, 'a.mp4', 'b.mp4');
  await page.desk.flush();
  expect(clipsWhenFirstKept[0]).toBe(2);
});

test('footage is analysed on a device that keeps nothing, and the person is told', async () => {
  Object.assign(store, { put: () => Promise.reject(new AppError('storage-full', 'The device is full.')) });
  const page = visit();
  await drop(page, 'a.mp4');
  await worked(page);
  expect(page.session.entries.map(({ status }) => status.kind)).toEqual(['finished']);
  expect(page.notices.list.map(({ message }) => message)).toContain('The device is full.');
});

test('two quick drops go into one case', async () => {
  const page = visit();
  await Promise.all([drop(page, 'a.mp4'), drop(page, 'b.mp4')]);
  expect(page.desk.list).toHaveLength(1);
  expect(page.session.entries).toHaveLength(2);
});

test('a reload brings back results, reviews and the clip on the desk, and takes the file back', async () => {
  const before = visit();
  await drop(before, 'a.mp4', 'b.mp4');
  await worked(before);
  const [first, second] = before.session.entries as [ClipEntry, ClipEntry];
  first.keepReview({
    ...first.review,
    events: first.review.events.map((event) => ({ ...event, status: 'rejected' })),
  });
  before.desk.reviewed(first, 'do', { kind: 'reject', event: 'e1' });
  before.session.select(second);
  before.desk.noteSelected();
  await before.desk.flush();

  const after = visit();
  await after.engineReady;
  await after.desk.start();
  expect(after.desk.current?.id).toBe('case-1');
  expect(after.session.selected?.id).toBe('c2');
  expect(after.session.entries.map(({ status }) => status)).toEqual([
    { kind: 'finished', isReused: true },
    { kind: 'finished', isReused: true },
  ]);
  expect(after.session.find('c1')?.events).toMatchObject([{ id: 'e1', status: 'rejected', label: 'Fire' }]);
  expect(after.desk.files.missing).toHaveLength(2);
  await drop(after, 'moved/b.mp4');
  expect(after.desk.files.missing.map(({ id }) => id)).toEqual(['c1']);
  expect(kinds(after).at(-1)).not.toBe('case');
  await after.desk.log?.settled();
  expect(after.desk.log?.entries.at(-1)?.activity).toMatchObject({
    kind: 'relink',
    clip: 'c2',
    path: 'moved/b.mp4',
  });
});

test('a file of the same name and size but other content is a new clip', async () => {
  const before = visit();
  await drop(before, 'a.mp4');
  await worked(before);
  video.shas.set('a.mp4', 'f'.repeat(64));
  const after = visit();
  await after.engineReady;
  await after.desk.start();
  await drop(after, 'a.mp4');
  expect(after.session.entries.map(({ id, file: at }) => [id, at !== null])).toEqual([
    ['c1', false],
    ['c2', true],
  ]);
});

test('a tab killed in the middle goes on at the clip it was on', async () => {
  const before = visit();
  before.analysis.script = async function* (source, signal) {
    if (source.name === 'b.mp4') yield* endlessAnalysis(source, signal);
    else yield* new ScriptedAnalysis().script(source, signal);
  };
  await drop(before, 'a.mp4', 'b.mp4', 'c.mp4');
  await until(() => before.session.running?.name === 'b.mp4');
  await until(() => (before.session.find('c2')?.track ?? null) !== null);
  await before.desk.flush();

  const after = visit();
  await after.engineReady;
  await after.desk.start();
  expect(after.session.entries.map(({ status }) => status.kind)).toEqual(['finished', 'waiting', 'waiting']);
  await drop(after, 'a.mp4', 'b.mp4', 'c.mp4');
  await worked(after);
  expect(after.analysis.analysed).toEqual(['b.mp4', 'c.mp4']);
});

test('paused, the running clip goes back to the head of the queue, also over a reload', async () => {
  const before = visit();
  before.analysis.script = endlessAnalysis;
  await drop(before, 'a.mp4', 'b.mp4');
  await until(() => (before.session.entries[0]?.track ?? null) !== null);
  before.desk.pause();
  await until(() => before.session.running === null);
  expect(before.session.entries.map(({ status }) => status.kind)).toEqual(['waiting', 'waiting']);
  await before.desk.flush();
  const after = visit();
  await after.engineReady;
  await after.desk.start();
  expect(after.session.isPaused).toBe(true);
  await drop(after, 'a.mp4', 'b.mp4');
  expect(after.analysis.analysed).toEqual([]);
  after.desk.resume();
  await worked(after);
  expect(after.analysis.analysed).toEqual(['a.mp4', 'b.mp4']);
});

test('resumed before the pause has taken hold, the clip is still analysed', async () => {
  const page = visit();
  page.analysis.script = endlessAnalysis;
  await drop(page, 'a.mp4', 'b.mp4');
  await until(() => (page.session.entries[0]?.track ?? null) !== null);
  page.analysis.script = new ScriptedAnalysis().script;
  page.desk.pause();
  page.desk.resume();
  await worked(page);
  expect(page.session.entries.map(({ status }) => status.kind)).toEqual(['finished', 'finished']);
});

test('the number of a clip that was taken out is never given again', async () => {
  const page = visit();
  await drop(page, 'a.mp4', 'b.mp4');
  await worked(page);
  page.session.remove(page.session.find('c2') as ClipEntry);
  await page.desk.flush();
  const after = visit();
  await after.engineReady;
  await after.desk.start();
  await drop(after, 'other.mp4');
  expect(after.session.entries.map(({ id }) => id)).toEqual(['c1', 'c3']);
});

test('the log stands its own test, and names who worked', async () => {
  const page = visit();
  await drop(page, 'a.mp4');
  await worked(page);
  page.desk.rename('Yard, 3 May');
  page.desk.putNotes('Seen by the neighbour.');
  const log = await page.desk.log?.read();
  expect(log && (await verifyLog(log)).faults).toEqual([]);
  expect(log?.entries.map(({ by }) => by)).toEqual(Array(log?.entries.length).fill('Ada'));
  expect(log?.head.sequence).toBe(log?.entries.length);
});

test('closing leaves an empty desk and deleting takes case, clips and log', async () => {
  const page = visit();
  await drop(page, 'a.mp4');
  await worked(page);
  await page.desk.close();
  expect([page.desk.current, page.session.entries, page.desk.list.length]).toEqual([null, [], 1]);
  await page.desk.delete('case-1');
  expect(page.desk.list).toEqual([]);
  expect([await store.clips('case-1'), (await store.log('case-1')).entries]).toEqual([[], []]);
});

test('the wrong file for a clip is refused by name', async () => {
  const before = visit();
  await drop(before, 'a.mp4');
  await worked(before);
  const after = visit();
  await after.engineReady;
  await after.desk.start();
  const entry = after.session.find('c1') as ClipEntry;
  await after.desk.files.supply(entry, videoFile('other.mp4'));
  expect(entry.file).toBeNull();
  expect(after.notices.list[0]?.message).toContain('“other.mp4” is not the file');
  await after.desk.files.supply(entry, videoFile('a.mp4'));
  expect(entry.file?.name).toBe('a.mp4');
});
