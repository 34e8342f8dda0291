import { beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../src/base/index.ts';
import { AnalysisSession } from '../../../src/state/analysis-session.svelte.ts';
import type { ClipEntry } from '../../../src/state/clip-entry.svelte.ts';
import { Engine } from '../../../src/state/engine.svelte.ts';
import { EventTuning } from '../../../src/state/event-tuning.svelte.ts';
import { Notices } from '../../../src/state/notices.svelte.ts';
import { Preferences } from '../../../src/state/preferences.svelte.ts';
import {
  endlessAnalysis,
  FakeVideo,
  MemoryArchive,
  MemorySettings,
  quickAnalysis,
  ScriptedAnalysis,
  until,
  videoFile,
} from './fakes.ts';

let analysis: ScriptedAnalysis;
let archive: MemoryArchive;
let notices: Notices;
let tuning: EventTuning;
let video: FakeVideo;
let session: AnalysisSession;

beforeEach(() => {
  analysis = new ScriptedAnalysis();
  archive = new MemoryArchive();
  notices = new Notices();
  video = new FakeVideo();
  const settings = new MemorySettings();
  tuning = new EventTuning();
  const choice = { chosenSource: async () => ({ kind: 'url', url: 'models/vigil-test/' }) as const };
  const engine = new Engine(analysis, choice, notices, (manifest) => tuning.adopt(manifest));
  let clock = 0;
  const now = (): number => (clock += 1000);
  session = new AnalysisSession({
    video,
    analysis,
    engine,
    tuning,
    preferences: new Preferences(settings),
    notices,
    archive,
    now,
  });
});

function add(...names: string[]): void {
  session.add(names.map((name) => ({ path: name, file: videoFile(name) })));
}

function first(): ClipEntry {
  return session.entries[0] as ClipEntry;
}

const isDone = (): boolean => session.running === null && session.waiting.length === 0;

test('a file is analysed at once and its events are read off the track', async () => {
  add('yard.mp4');
  expect(session.selected).toBe(first());
  await until(isDone);
  expect(first().status).toEqual({ kind: 'finished', isReused: false });
  expect(first().events).toMatchObject([{ label: 'Fire', start: 0.75, end: 2.25, peak: 1.5 }]);
  expect(first().events[0]?.score).toBeCloseTo(0.9);
});

test('moving a threshold changes the events without another analysis', async () => {
  add('yard.mp4');
  await until(isDone);
  tuning.set('Fire', 'enter', 0.95);
  expect(first().events).toEqual([]);
  tuning.reset();
  expect(first().events).toHaveLength(1);
  expect(analysis.analysed).toEqual(['yard.mp4']);
});

test('further files wait their turn in order, and one that fails does not stop the rest', async () => {
  analysis.script = async function* (file) {
    if (file.name === 'bad.mp4') throw new AppError('not-media', '“bad.mp4” is not a video.');
    yield* quickAnalysis(file);
  };
  add('a.mp4', 'bad.mp4');
  add('b.mp4');
  expect(session.waiting).toHaveLength(2);
  await until(isDone);
  expect(analysis.analysed).toEqual(['a.mp4', 'bad.mp4', 'b.mp4']);
  expect(session.entries.map(({ status }) => status.kind)).toEqual(['finished', 'failed', 'finished']);
  expect(session.selected?.name).toBe('a.mp4');
  expect(notices.list.map(({ message }) => message)).toEqual(['“bad.mp4” is not a video.']);
});

test('cancelling is silent, keeps what was computed, and the next file is taken up', async () => {
  analysis.script = endlessAnalysis;
  add('long.mp4', 'next.mp4');
  await until(() => first().track !== null);
  analysis.script = quickAnalysis;
  session.cancel(first());
  await until(isDone);
  expect(first().status).toEqual({ kind: 'cancelled' });
  expect(first().track?.timestamps).toHaveLength(2);
  expect(session.entries[1]?.status.kind).toBe('finished');
  expect(notices.list).toEqual([]);
});

test('progress, pace and what is left follow the analysed part', async () => {
  analysis.script = endlessAnalysis;
  add('long.mp4');
  await until(() => first().track !== null);
  expect(first().progress).toBeCloseTo(0.25);
  const pace = first().throughput as number;
  expect(pace).toBeGreaterThan(0);
  expect(first().remaining).toBeCloseTo(3 / pace);
  session.cancel(first());
  await until(isDone);
});

test('the same bytes are not analysed twice, under whatever name', async () => {
  video.shas.set('yard.mp4', 'a'.repeat(64)).set('copy.mp4', 'a'.repeat(64));
  add('yard.mp4');
  await until(() => archive.stored.size === 1);
  analysis.script = endlessAnalysis;
  add('copy.mp4');
  await until(isDone);
  expect(session.entries[1]?.status).toEqual({ kind: 'finished', isReused: true });
  expect(session.entries[1]?.events).toHaveLength(1);
});

test('asked for again, a clip is run again', async () => {
  add('yard.mp4');
  await until(() => archive.stored.size === 1);
  session.again(first());
  await until(isDone);
  expect(analysis.analysed).toHaveLength(2);
  expect(first().status).toEqual({ kind: 'finished', isReused: false });
});

test('a full disk is told, and the result stays on the screen', async () => {
  archive.put = () => Promise.reject(new AppError('storage-full', 'The storage is full.'));
  add('yard.mp4');
  await until(() => notices.list.length > 0);
  expect(first().status.kind).toBe('finished');
  expect(notices.list[0]?.message).toBe('The storage is full.');
});

test('removing the selected clip selects its neighbour', async () => {
  add('a.mp4', 'b.mp4');
  await until(isDone);
  session.remove(first());
  expect(session.selected?.name).toBe('b.mp4');
  session.restore([], 1, false);
  expect([session.selected, session.entries]).toEqual([null, []]);
});
