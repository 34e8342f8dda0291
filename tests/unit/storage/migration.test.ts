import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, test } from 'vitest';
import { openStorage } from '../../../src/storage/index.ts';

/** A database as version 1 of Vigil left it, with one result and one setting. */
async function leaveVersionOne(name: string) {
  const database = await openDB(name, 1, {
    upgrade(made) {
      made.createObjectStore('analyses', { keyPath: 'key' });
      made.createObjectStore('summaries', { keyPath: 'key' }).createIndex('byTime', 'analysedAt');
      made.createObjectStore('settings');
    },
  });
  const analysis = { key: 'a|m|4', sha256: 'a', analysedAt: 7, result: { values: Float32Array.of(0.25) } };
  const summary = { key: 'a|m|4', sha256: 'a', analysedAt: 7, name: 'a.mp4' };
  await database.put('analyses', analysis);
  await database.put('summaries', summary);
  await database.put('settings', { theme: 'dark' }, 'preferences');
  return { database, analysis, summary };
}

test('version 1 becomes the current one and keeps what it had', async () => {
  const { database, analysis, summary } = await leaveVersionOne('old');
  database.close();
  const storage = await openStorage('old');
  expect(await storage.analyses.get('a|m|4')).toEqual(analysis);
  expect(await storage.analyses.recent(9)).toEqual([summary]);
  expect(await storage.settings.get('preferences')).toEqual({ theme: 'dark' });
  expect(await storage.runs.list()).toEqual([]);
  expect(await storage.features.bytes()).toBe(0);
  expect(await storage.cases.list()).toEqual([]);
});

test('a tab that holds version 1 and does not let go is told of', async () => {
  await leaveVersionOne('held');
  await expect(openStorage('held')).rejects.toMatchObject({
    code: 'storage-refused',
    message: expect.stringContaining('Another tab'),
  });
});

test('a migrated database is like a fresh one', async () => {
  const { database } = await leaveVersionOne('compared');
  database.close();
  const shapes = [];
  for (const name of ['compared', 'fresh']) {
    const storage = await openStorage(name);
    storage.close();
    const opened = await openDB(name);
    const transaction = opened.transaction([...opened.objectStoreNames]);
    shapes.push(
      [...opened.objectStoreNames].map((store) => {
        const { keyPath, indexNames } = transaction.objectStore(store);
        return { store, keyPath, indexes: [...indexNames] };
      }),
    );
    opened.close();
  }
  expect(shapes[0]).toEqual(shapes[1]);
  expect(shapes[0]).toHaveLength(19);
});
