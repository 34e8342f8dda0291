import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FitCheckpoint, StoredFeatures } from '../../../src/contract/index.ts';
import { openStorage, type Storage, type StoredDataset } from '../../../src/storage/index.ts';

let storage: Storage;
let databases = 0;

beforeEach(async () => {
  storage = await openStorage(`browser-${databases++}`);
});
afterEach(() => storage.wipe());

/** A clip of 40 rows as training keeps it: 768 features and 768 pixels a row, 123 kB. */
function clipFeatures(fill: number): StoredFeatures {
  const values = new Uint16Array(40 * 768).fill(fill);
  return { rows: 40, featureLength: 768, values, pixels: values.slice() };
}

test('a folder handle is found again in a stored dataset and still opens its files', async () => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle('yard', { create: true });
  const clip = await folder.getFileHandle('a.mp4', { create: true });
  const writer = await clip.createWritable();
  await writer.write('footage');
  await writer.close();
  const dataset: StoredDataset = {
    id: 'd',
    name: 'Yard',
    createdAt: 1,
    changedAt: 1,
    clips: [],
    unreadable: [],
    edits: [],
    handles: [{ path: 'yard', handle: folder }],
  };
  await storage.datasets.put(dataset);
  const found = (await storage.datasets.get('d'))?.handles[0]?.handle as FileSystemDirectoryHandle;
  const file = await (await found.getFileHandle('a.mp4')).getFile();
  expect(await file.text()).toBe('footage');
  await root.removeEntry('yard', { recursive: true });
});

test('features of hundreds of clips stay within their budget, oldest out, and the sum agrees', async () => {
  const budget = 50 * clipFeatures(0).values.byteLength * 2;
  const bounded = await openStorage('browser-bounded', { featureBytes: budget });
  for (let n = 0; n < 120; n++) await bounded.features.put(`${n}`, clipFeatures(n));
  expect(await bounded.features.bytes()).toBe(budget);
  const keys = Array.from({ length: 120 }, (_, n) => `${n}`);
  expect(await bounded.features.known(keys)).toEqual(new Set(keys.slice(70)));
  expect(await bounded.features.get('119')).toEqual(clipFeatures(119));
  await bounded.wipe();
});

test('a checkpoint that was kept is there for a worker that is started later', async () => {
  const weights = [{ name: 'w', shape: [3], values: Float32Array.of(1 / 3, -0, 1e-40) }];
  const checkpoint: FitCheckpoint = {
    epoch: 3,
    weights,
    firstMoments: [Float32Array.of(1, 2, 3)],
    secondMoments: [Float32Array.of(4, 5, 6)],
    steps: 57,
    best: { epoch: 2, loss: 0.5, weights },
    waited: 1,
    history: [],
  };
  await storage.checkpoints.put('run', 'hybrid', checkpoint);
  const other = await openStorage(`browser-${databases - 1}`);
  expect(await other.checkpoints.get('run', 'hybrid')).toEqual(checkpoint);
  other.close();
});
