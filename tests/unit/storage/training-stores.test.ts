import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import type {
  ClassificationReport,
  DatasetClip,
  FitCheckpoint,
  ModelFiles,
  TrainingOutcome,
  TrainingPlan,
} from '../../../src/contract/index.ts';
import { openStorage, type StoredDataset, type StoredRun } from '../../../src/storage/index.ts';

let databases = 0;
const open = () => openStorage(`training-${databases++}`);

function checkpoint(epoch: number): FitCheckpoint {
  const weight = { name: 'frame_logits/bias', shape: [2], values: Float32Array.of(epoch, -epoch) };
  return {
    epoch,
    weights: [weight],
    firstMoments: [Float32Array.of(0.5, 0.25)],
    secondMoments: [Float32Array.of(1e-9, 3)],
    steps: 19 * epoch,
    best: { epoch: 1, loss: 0.7, weights: [weight] },
    waited: 1,
    history: [],
  };
}

function clip(path: string, label: string): DatasetClip {
  return { path, label, sha256: path, sizeBytes: 1, media: 'video', duration: 2 } as unknown as DatasetClip;
}

function run(id: string, createdAt: number): StoredRun {
  const plan = {
    runId: id,
    name: `Run ${id}`,
    createdAt,
    labels: ['Fire', 'Normal'],
    clips: [clip('a', 'Fire'), clip('b', 'Normal'), { ...clip('c', 'Normal'), excluded: 'duplicate' }],
    settings: { heads: ['hybrid', 'cnn'], seed: 3 },
  } as unknown as TrainingPlan;
  return { id, plan, status: 'running', outcome: null, note: '' };
}

function outcome(macroF1: number): TrainingOutcome {
  const test = {
    clips: 9,
    accuracy: 0.5,
    macroF1,
    intervals95: { macroF1: [0.4, 0.9] },
  } as unknown as ClassificationReport;
  return { results: [{ head: 'hybrid', test }] } as unknown as TrainingOutcome;
}

function model(sha256: string): ModelFiles {
  const bytes = Uint8Array.of(1, 2, 3).buffer;
  return {
    manifest: { id: 'own', name: 'Own' } as ModelFiles['manifest'],
    identity: { id: 'own', sha256 },
    files: [
      { path: 'manifest.json', bytes },
      { path: 'head/weights.bin', bytes },
    ],
  };
}

test('only the latest checkpoint of a stage is kept, typed arrays to the bit', async () => {
  const { checkpoints } = await open();
  await checkpoints.put('r', 'hybrid', checkpoint(1));
  await checkpoints.put('r', 'hybrid', checkpoint(2));
  expect(await checkpoints.get('r', 'hybrid')).toEqual(checkpoint(2));
  expect(await checkpoints.get('r', 'hybrid/deep')).toBeUndefined();
});

test('deleting a run’s checkpoints takes all its stages and no other run’s', async () => {
  const { checkpoints } = await open();
  for (const [id, stage] of [
    ['r', 'hybrid'],
    ['r', 'hybrid/deep'],
    ['r2', 'hybrid'],
    ['q', 'hybrid'],
  ] as const)
    await checkpoints.put(id, stage, checkpoint(1));
  await checkpoints.delete('r');
  expect(await checkpoints.get('r', 'hybrid')).toBeUndefined();
  expect(await checkpoints.get('r', 'hybrid/deep')).toBeUndefined();
  expect(await checkpoints.get('r2', 'hybrid')).toBeDefined();
  expect(await checkpoints.get('q', 'hybrid')).toBeDefined();
});

test('a dataset keeps clips, edits and unreadable files; the list tells its classes', async () => {
  const { datasets } = await open();
  const stored: StoredDataset = {
    id: 'd',
    name: 'Yard',
    createdAt: 1,
    changedAt: 2,
    clips: [clip('b', 'Normal'), clip('a', 'Fire'), clip('c', 'Fire')],
    unreadable: [{ kind: 'unreadable', path: 'x.txt', sizeBytes: 3, reason: 'It is not a video.' }],
    edits: [{ path: 'a', label: 'Fire', excluded: false }],
    handles: [],
  };
  await datasets.put(stored);
  expect(await datasets.get('d')).toEqual(stored);
  expect(await datasets.list()).toEqual([
    { id: 'd', name: 'Yard', createdAt: 1, changedAt: 2, clips: 3, labels: ['Fire', 'Normal'] },
  ]);
  await datasets.delete('d');
  expect([await datasets.get('d'), await datasets.list()]).toEqual([undefined, []]);
});

test('the history lists the newest run first with its figures and without its payload', async () => {
  const { runs } = await open();
  await runs.put(run('first', 1));
  await runs.put({ ...run('third', 3), status: 'finished', outcome: outcome(0.75), modelKey: 'm' });
  await runs.put({ ...run('second', 2), status: 'failed', failure: 'No clip.' });
  const list = await runs.list();
  expect(list.map(({ id }) => id)).toEqual(['third', 'second', 'first']);
  expect(list[0]).toEqual({
    id: 'third',
    name: 'Run third',
    createdAt: 3,
    status: 'finished',
    note: '',
    modelKey: 'm',
    labels: ['Fire', 'Normal'],
    clips: 2,
    heads: ['hybrid', 'cnn'],
    seed: 3,
    test: { clips: 9, accuracy: 0.5, macroF1: 0.75, macroF1Interval95: [0.4, 0.9] },
  });
  expect(list[1]).toMatchObject({ failure: 'No clip.', test: null });
  expect(await runs.list(1)).toHaveLength(1);
});

test('two changes of one run at the same time are both kept', async () => {
  const { runs } = await open();
  await runs.put(run('r', 1));
  await Promise.all([
    runs.change('r', (found) => ({ ...found, note: 'night' })),
    runs.change('r', (found) => ({ ...found, status: 'paused' })),
  ]);
  expect(await runs.get('r')).toMatchObject({ note: 'night', status: 'paused' });
  expect(await runs.list()).toMatchObject([{ note: 'night', status: 'paused' }]);
  expect(await runs.change('gone', (found) => found)).toBeUndefined();
  expect(await runs.list()).toHaveLength(1);
});

test('a model comes back with its bytes; its entry has none and can be renamed', async () => {
  const { models } = await open();
  const label = { name: 'Yard', note: '', addedAt: 5, source: 'trained', runId: 'r' } as const;
  const entry = await models.add(model('k'), label);
  expect(entry).toEqual({
    ...label,
    key: 'k',
    identity: { id: 'own', sha256: 'k' },
    manifest: { id: 'own', name: 'Own' },
    sizeBytes: 6,
  });
  expect(await models.get('k')).toEqual(model('k'));
  expect(await models.describe('k', { note: 'good at night' })).toMatchObject({
    name: 'Yard',
    note: 'good at night',
  });
  expect(await models.describe('gone', { note: '' })).toBeUndefined();
  await models.delete('k');
  expect([await models.get('k'), await models.entry('k'), await models.list()]).toEqual([
    undefined,
    undefined,
    [],
  ]);
});

test('a model that is imported again keeps its name and its place', async () => {
  const { models } = await open();
  await models.add(model('k'), { name: 'Yard', note: 'mine', addedAt: 5, source: 'trained' });
  await models.add(model('l'), { name: 'Other', note: '', addedAt: 6, source: 'imported' });
  await models.add(model('k'), { name: 'Own', note: '', addedAt: 9, source: 'imported' });
  expect((await models.list()).map(({ key, name, note }) => [key, name, note])).toEqual([
    ['l', 'Other', ''],
    ['k', 'Yard', 'mine'],
  ]);
});

test('renaming a model does not write its bytes again', async () => {
  const { models } = await open();
  await models.add(model('k'), { name: 'Yard', note: '', addedAt: 5, source: 'trained' });
  const put = vi.spyOn(IDBObjectStore.prototype, 'put');
  await models.describe('k', { name: 'Gate' });
  expect(put.mock.contexts.map((store) => (store as IDBObjectStore).name)).toEqual(['models']);
  put.mockRestore();
});

test('wipe takes everything, also what another handle holds open', async () => {
  const page = await openStorage('wiped');
  const worker = await openStorage('wiped');
  await worker.checkpoints.put('r', 'hybrid', checkpoint(1));
  await page.models.add(model('k'), { name: 'Yard', note: '', addedAt: 5, source: 'trained' });
  await page.runs.put(run('r', 1));
  await page.wipe();
  const fresh = await openStorage('wiped');
  expect(await fresh.checkpoints.get('r', 'hybrid')).toBeUndefined();
  expect([await fresh.models.list(), await fresh.runs.list()]).toEqual([[], []]);
});
