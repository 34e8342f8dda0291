import { beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../../src/base/index.ts';
import { DatasetDraft } from '../../../src/state/dataset-draft.svelte.ts';
import { sourcesOf } from '../../../src/state/dataset-folders.ts';
import { Notices } from '../../../src/state/notices.svelte.ts';
import { Preferences } from '../../../src/state/preferences.svelte.ts';
import { TrainingEngine } from '../../../src/state/training-engine.svelte.ts';
import { TrainingHistory } from '../../../src/state/training-history.svelte.ts';
import { TrainingProgress } from '../../../src/state/training-progress.svelte.ts';
import { TrainingSession } from '../../../src/state/training-session.svelte.ts';
import { boundedSetting, withChanges } from '../../../src/state/training-settings.ts';
import type { StoredRun } from '../../../src/storage/index.ts';
import { MemorySettings, until } from './fakes.ts';
import {
  epochOf,
  fakeHash,
  hybridStage,
  MemoryDatasets,
  MemoryRuns,
  rules,
  ScriptedTraining,
  settings,
  source,
} from './training-fakes.ts';

let service: ScriptedTraining;
let runs: MemoryRuns;
let notices: Notices;
let dataset: DatasetDraft;
let history: TrainingHistory;
let stored: MemorySettings;
let kept: string[];
let keepModel: (name: string) => Promise<void>;

function sessionOf(): TrainingSession {
  let ids = 0;
  const shelf = { list: async () => ['vigil-test'], url: (id: string) => `models/${id}/` };
  dataset = new DatasetDraft({
    examine: (...args) => service.examine(...args),
    sha256: fakeHash,
    decoder: () => 'auto',
    rules,
    archive: new MemoryDatasets(),
    notices,
    now: () => 1000,
  });
  return new TrainingSession({
    engine: new TrainingEngine(() => service, shelf),
    dataset,
    rules,
    history,
    defaults: () => settings,
    preferences: new Preferences(stored),
    settings: stored,
    notices,
    keepModel: (_model, name) => keepModel(name),
    now: () => Date.UTC(2026, 10, 22, 12),
    newId: () => `run-${++ids}`,
  });
}

beforeEach(() => {
  service = new ScriptedTraining();
  runs = new MemoryRuns();
  notices = new Notices();
  history = new TrainingHistory(runs, notices);
  stored = new MemorySettings();
  kept = [];
  keepModel = async (name) => void kept.push(name);
});

async function ready(...paths: string[]): Promise<TrainingSession> {
  const session = sessionOf();
  const chosen = paths.length > 0 ? paths : ['Fire/a.mp4', 'Fire/b.mp4', 'Normal/c.mp4', 'Normal/d.mp4'];
  await dataset.add(sourcesOf(chosen.map((path) => source(path))));
  await until(() => !dataset.intake.isRunning);
  return session;
}

/** Holds the run before an epoch until it is aborted. */
function holdAt(held: number): void {
  service.beforeEpoch = async (epoch, signal) => {
    if (epoch < held) return;
    await new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
    );
  };
}

test('a run is stored before it starts, and its model is kept when it ends', async () => {
  const session = await ready();
  session.name = 'Yard';
  const running = session.start();
  expect(runs.stored.get('run-1')).toMatchObject({ status: 'running', plan: { name: 'Yard' } });
  await running;
  expect(session.run?.state.kind).toBe('finished');
  expect(kept).toEqual(['Yard']);
  expect(session.result).toMatchObject({ modelKey: 'a'.repeat(64) });
  expect(runs.stored.get('run-1')).toMatchObject({ status: 'finished', modelKey: 'a'.repeat(64) });
  expect(history.list[0]).toMatchObject({ name: 'Yard', test: { accuracy: 1 } });
});

test('the split of the plan is the one that was shown, and follows the seed', async () => {
  const session = await ready();
  const first = session.split?.parts;
  session.change({ seed: 2 });
  expect(session.split?.parts).not.toEqual(first);
  const shown = session.split;
  await session.start();
  expect(service.requests[0]?.plan.split).toEqual(shown);
  expect(service.requests[0]?.plan.settings.seed).toBe(2);
});

test('pause leaves off silently; resume goes on with the same plan and tells the epochs before', async () => {
  const session = await ready();
  holdAt(3);
  const running = session.start();
  await until(() => session.run?.progress.current?.history.length === 2);
  session.pause();
  await running;
  expect(session.run?.state.kind).toBe('paused');
  expect(runs.stored.get('run-1')?.status).toBe('paused');
  expect(notices.list).toEqual([]);
  holdAt(99);
  await session.resume();
  expect(session.run?.progress.stages[0]?.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(service.requests[1]?.plan).toEqual(service.requests[0]?.plan);
  expect(session.run?.state.kind).toBe('finished');
});

test('stop and keep best ends the fit and judges it', async () => {
  const session = await ready();
  holdAt(2);
  const running = session.start();
  await until(() => session.run?.progress.current?.history.length === 1);
  await session.stopAndKeepBest();
  await running;
  expect(service.requests[1]?.stopFitting).toBe(true);
  expect(session.run?.progress.stages[0]?.ended).toEqual({ how: 'by-hand', bestEpoch: 1 });
  expect(session.run?.state.kind).toBe('finished');
});

test('a run that a page left in the middle is found again and resumed', async () => {
  const first = await ready();
  holdAt(2);
  void first.start();
  await until(() => first.run?.progress.current?.history.length === 1);
  const next = sessionOf();
  await next.load();
  expect(history.unfinished.map(({ id }) => id)).toEqual(['run-1']);
  holdAt(99);
  await next.resumeStored('run-1');
  expect(next.run?.state.kind).toBe('finished');
  expect(history.unfinished).toEqual([]);
});

test('what stops a run from starting is one sentence', async () => {
  const session = sessionOf();
  expect(session.obstacle).toBe('There are no clips yet.');
  await dataset.add(sourcesOf([source('Fire/a.mp4')]));
  await until(() => !dataset.intake.isRunning);
  expect(session.obstacle).toMatch(/^There is only one class\./);
  await session.start();
  expect(session.run).toBeNull();
  await dataset.add(sourcesOf([source('Normal/c.mp4')]));
  await until(() => !dataset.intake.isRunning);
  expect(session.obstacle).toBe('Three clips are the least.');
  await dataset.add(sourcesOf([source('Normal/d.mp4')]));
  await until(() => !dataset.intake.isRunning);
  expect(session.obstacle).toBeNull();
  session.change({ heads: ['lstm'], deep: { epochs: 1, learningRate: 1e-5 } });
  expect(session.obstacle).toMatch(/^LSTM only does not look through the CNN/);
});

test('clips that cannot be divided say why', async () => {
  const split = vi.spyOn(rules, 'split').mockImplementation(() => {
    throw new AppError('input-invalid', 'Only one class can be trained.');
  });
  const session = await ready();
  expect([session.split, session.obstacle]).toEqual([null, 'Only one class can be trained.']);
  split.mockRestore();
});

test('a failure is told with a way to try again, and the run can go on', async () => {
  const session = await ready();
  service.beforeEpoch = async () => {
    throw new AppError('storage-full', 'The browser’s storage for Vigil is full.');
  };
  await session.start();
  expect(session.run?.state).toMatchObject({ kind: 'failed' });
  expect(notices.list[0]).toMatchObject({ remedy: { label: 'Try again' } });
  expect(runs.stored.get('run-1')).toMatchObject({ status: 'failed' });
  service.beforeEpoch = async () => undefined;
  await session.resume();
  expect(session.run?.state.kind).toBe('finished');
});

test('a model that cannot be kept leaves the result on the screen', async () => {
  const session = await ready();
  keepModel = () => Promise.reject(new AppError('storage-full', 'Full.'));
  await session.start();
  expect(session.result).toMatchObject({ modelKey: null });
  keepModel = async (name) => void kept.push(name);
  notices.list[0]?.remedy?.run();
  await until(() => session.result?.modelKey !== null);
  expect(kept).toHaveLength(1);
});

test('a note stays when the run changes, and deleting forgets the checkpoints', async () => {
  const session = await ready();
  await session.start();
  await history.annotate('run-1', 'with the new camera');
  await history.update({ ...(runs.stored.get('run-1') as StoredRun), note: '' });
  expect(history.list[0]?.note).toBe('with the new camera');
  await session.forget('run-1');
  expect([history.list, session.result, runs.forgotten]).toEqual([[], null, ['run-1']]);
});

test('the backend starts once, and again only when another is chosen', async () => {
  const session = await ready();
  await session.start();
  await session.start();
  expect(service.started).toBe(1);
});

test('settings are kept, and those of another version are passed over', async () => {
  const session = await ready();
  session.change({ epochs: 7 });
  expect(stored.values.get('training-settings')).toEqual({ epochs: 7 });
  expect(withChanges(settings, { epochs: 7, batchSize: 'many', heads: [], unknown: 1 })).toEqual({
    ...settings,
    epochs: 7,
  });
  expect(boundedSetting('epochs', 1e9, 3)).toBe(500);
  expect(boundedSetting('epochs', Number.NaN, 3)).toBe(3);
  expect(boundedSetting('folds', 1, 0)).toBe(0);
  expect(boundedSetting('learningRate', 0.00025, 0.001)).toBe(0.00025);
});

test('what remains is reckoned from the pace of features, then of epochs', () => {
  let now = 0;
  const progress = new TrainingProgress({ ...settings, epochs: 10, heads: ['hybrid', 'cnn'] }, () => now);
  progress.hear({ kind: 'features', done: 5, total: 25, cached: 5 });
  expect(progress.remaining).toBeNull();
  now = 10_000;
  progress.hear({ kind: 'features', done: 15, total: 25, cached: 5 });
  expect(progress.remaining).toBeCloseTo(10);
  progress.hear({ kind: 'fit-started', stage: hybridStage, epochs: 10, windows: 20 });
  progress.hear({ kind: 'epoch', stage: hybridStage, figures: epochOf(1) });
  // Two seconds an epoch: nine of this fit and ten of the next.
  expect(progress.remaining).toBeCloseTo(2 * (9 + 10));
  progress.hear({ kind: 'fit-ended', stage: hybridStage, ended: 'early', bestEpoch: 1 });
  expect(progress.remaining).toBeCloseTo(2 * 10);
});
