import type { IDBPDatabase } from 'idb';
import type { ModelFiles } from '../contract/index.ts';
import type { Database } from './database.ts';
import { guarded } from './storage-errors.ts';
import { modelEntry, type ModelEntry, type ModelLabel } from './stored-model.ts';
import { newest } from './summarised-store.ts';

/** The user's own models, by the SHA-256 of their manifest. */
export interface ModelStore {
  /** Newest first, without bytes. */
  list(): Promise<ModelEntry[]>;
  entry(key: string): Promise<ModelEntry | undefined>;
  /** The model with its bytes. */
  get(key: string): Promise<ModelFiles | undefined>;
  /** Adds a model; one that is there already keeps its name, note and origin.
   *  @returns its entry */
  add(model: ModelFiles, label: ModelLabel): Promise<ModelEntry>;
  /** @returns the new entry; undefined when there is none of this key */
  describe(
    key: string,
    words: { readonly name?: string; readonly note?: string },
  ): Promise<ModelEntry | undefined>;
  delete(key: string): Promise<void>;
}

export function modelsIn(database: Database): ModelStore {
  return {
    list: () => guarded(() => newest<ModelEntry>(database as unknown as IDBPDatabase, 'models')),
    entry: (key) => guarded(() => database.get('models', key)),
    get: (key) => guarded(() => readWhole(database, key)),
    add: (model, label) => guarded(() => add(database, model, label)),
    describe: (key, words) =>
      guarded(async () => {
        const transaction = database.transaction('models', 'readwrite');
        const entry = await transaction.store.get(key);
        const changed = entry && { ...entry, ...words };
        if (changed) await transaction.store.put(changed);
        await transaction.done;
        return changed;
      }),
    delete: (key) =>
      guarded(async () => {
        const transaction = database.transaction(['models', 'modelFiles'], 'readwrite');
        await Promise.all([
          transaction.objectStore('models').delete(key),
          transaction.objectStore('modelFiles').delete(key),
          transaction.done,
        ]);
      }),
  };
}

async function readWhole(database: Database, key: string): Promise<ModelFiles | undefined> {
  const transaction = database.transaction(['models', 'modelFiles']);
  const [entry, stored] = await Promise.all([
    transaction.objectStore('models').get(key),
    transaction.objectStore('modelFiles').get(key),
  ]);
  return entry && stored && { manifest: entry.manifest, identity: entry.identity, files: stored.files };
}

async function add(database: Database, model: ModelFiles, label: ModelLabel): Promise<ModelEntry> {
  const transaction = database.transaction(['models', 'modelFiles'], 'readwrite');
  const entries = transaction.objectStore('models');
  const entry = (await entries.get(model.identity.sha256)) ?? modelEntry(model, label);
  await Promise.all([
    entries.put(entry),
    transaction.objectStore('modelFiles').put({ key: entry.key, files: model.files }),
    transaction.done,
  ]);
  return entry;
}
