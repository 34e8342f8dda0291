import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import type { AnalysisResult } from '../../../src/contract/index.ts';
import { analysisKey, openStorage, type StoredAnalysis } from '../../../src/storage/index.ts';

let databases = 0;
const open = () => openStorage(`test-${databases++}`);

function analysis(sha256: string, analysedAt: number): StoredAnalysis {
  const plan = { fps: 4, size: { fit: 'short-side', pixels: 256 } } as const;
  const result = {
    clip: { name: `${sha256}.mp4`, sizeBytes: 9, duration: 2 },
    model: { id: 'toy', sha256: 'm' },
    plan,
    track: {
      kind: 'probabilities',
      labels: ['Fire', 'Normal'],
      timestamps: Float64Array.of(0.5, 1),
      values: Float32Array.of(0.25, 0.75, 0.5, 0.5),
    },
  } as unknown as AnalysisResult;
  return { key: analysisKey(sha256, 'm', plan), sha256, analysedAt, result };
}

test('an analysis comes back as it went in, typed arrays included', async () => {
  const storage = await open();
  const stored = analysis('a', 1);
  await storage.analyses.put(stored);
  expect(await storage.analyses.get(stored.key)).toEqual(stored);
  expect(await storage.analyses.get('other')).toBeUndefined();
});

test('recent lists the newest first, without tracks, with each label’s peak', async () => {
  const storage = await open();
  for (const [name, time] of [
    ['a', 1],
    ['b', 3],
    ['c', 2],
  ] as const)
    await storage.analyses.put(analysis(name, time));
  const recent = await storage.analyses.recent(2);
  expect(recent.map(({ sha256 }) => sha256)).toEqual(['b', 'c']);
  expect(recent[0]?.peaks).toEqual([
    { label: 'Fire', probability: 0.5 },
    { label: 'Normal', probability: 0.75 },
  ]);
  expect(recent[0]).not.toHaveProperty('result');
});

test('delete and clear take the summary along', async () => {
  const storage = await open();
  const stored = analysis('a', 1);
  await storage.analyses.put(stored);
  await storage.analyses.delete(stored.key);
  expect(await storage.analyses.recent(9)).toEqual([]);
  await storage.analyses.put(stored);
  await storage.analyses.clear();
  expect(await storage.analyses.get(stored.key)).toBeUndefined();
  expect(await storage.analyses.recent(9)).toEqual([]);
});

test('settings survive a second opening; wipe forgets them', async () => {
  const storage = await openStorage('twice');
  await storage.settings.put('theme', { name: 'dark' });
  const again = await openStorage('twice');
  expect(await again.settings.get('theme')).toEqual({ name: 'dark' });
});

test.each([
  ['QuotaExceededError', 'storage-full'],
  ['AbortError', 'storage-full'],
  ['InvalidStateError', 'storage-refused'],
])('%s at a write becomes %s', async (name, code) => {
  const storage = await open();
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no', name);
  });
  await expect(storage.settings.put('a', 1)).rejects.toMatchObject({ code });
  put.mockRestore();
  await storage.settings.put('a', 2);
  expect(await storage.settings.get('a')).toBe(2);
});

test('a browser that refuses IndexedDB gives one sentence with a remedy', async () => {
  const refused = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  await expect(open()).rejects.toMatchObject({
    code: 'storage-refused',
    remedy: expect.stringContaining('private'),
  });
  refused.mockRestore();
});

test('the key tells apart bytes, models, plans and spans', () => {
  const plan = { fps: 4, size: { fit: 'short-side', pixels: 256 } } as const;
  const keys = [
    analysisKey('a', 'm', plan),
    analysisKey('b', 'm', plan),
    analysisKey('a', 'n', plan),
    analysisKey('a', 'm', { ...plan, fps: 8 }),
    analysisKey('a', 'm', { ...plan, from: 1, to: 2 }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
