import { deleteDatabase, openDatabase, type Database } from './database.ts';
import { guarded } from './storage-errors.ts';
import { summarise, type AnalysisSummary, type StoredAnalysis } from './stored-analysis.ts';

export interface StorageUse {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  /** Whether the browser promised not to evict it; null when it cannot say. */
  readonly persisted: boolean | null;
}

/** Everything Vigil keeps on this device. Each method may throw AppError 'storage-full' or 'storage-refused'. */
export interface Storage {
  readonly analyses: {
    get(key: string): Promise<StoredAnalysis | undefined>;
    put(analysis: StoredAnalysis): Promise<void>;
    /** Newest first. */
    recent(limit: number): Promise<AnalysisSummary[]>;
    delete(key: string): Promise<void>;
    clear(): Promise<void>;
  };
  readonly settings: {
    get(key: string): Promise<unknown>;
    put(key: string, value: unknown): Promise<void>;
  };
  use(): Promise<StorageUse>;
  /** Asks the browser to keep the data; its answer. */
  persist(): Promise<boolean>;
  /** Deletes the database and closes this handle. */
  wipe(): Promise<void>;
}

/** @throws AppError 'storage-refused' */
export async function openStorage(name = 'vigil'): Promise<Storage> {
  const database = await openDatabase(name);
  return {
    analyses: analysesIn(database),
    settings: {
      get: (key) => guarded(() => database.get('settings', key)),
      put: (key, value) =>
        guarded(async () => {
          await database.put('settings', value, key);
        }),
    },
    use: () => guarded(storageUse),
    persist: () => guarded(askToPersist),
    wipe: async () => {
      database.close();
      await deleteDatabase(name);
    },
  };
}

function analysesIn(database: Database): Storage['analyses'] {
  return {
    get: (key) => guarded(() => database.get('analyses', key)),
    put: (analysis) =>
      guarded(async () => {
        const transaction = database.transaction(['analyses', 'summaries'], 'readwrite');
        await Promise.all([
          transaction.objectStore('analyses').put(analysis),
          transaction.objectStore('summaries').put(summarise(analysis)),
          transaction.done,
        ]);
      }),
    recent: (limit) =>
      guarded(async () => {
        const found: AnalysisSummary[] = [];
        let cursor = await database.transaction('summaries').store.index('byTime').openCursor(null, 'prev');
        while (cursor && found.length < limit) {
          found.push(cursor.value);
          cursor = await cursor.continue();
        }
        return found;
      }),
    delete: (key) =>
      guarded(async () => {
        const transaction = database.transaction(['analyses', 'summaries'], 'readwrite');
        await Promise.all([
          transaction.objectStore('analyses').delete(key),
          transaction.objectStore('summaries').delete(key),
          transaction.done,
        ]);
      }),
    clear: () =>
      guarded(async () => {
        const transaction = database.transaction(['analyses', 'summaries'], 'readwrite');
        await Promise.all([
          transaction.objectStore('analyses').clear(),
          transaction.objectStore('summaries').clear(),
          transaction.done,
        ]);
      }),
  };
}

/** Only pages may ask, so the type that workers share does not have it. */
async function askToPersist(): Promise<boolean> {
  const manager = navigator.storage as StorageManager & { persist?: () => Promise<boolean> };
  return (await manager?.persist?.()) ?? false;
}

async function storageUse(): Promise<StorageUse> {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const persisted = (await navigator.storage?.persisted?.()) ?? null;
  return { usedBytes: usage, quotaBytes: quota, persisted };
}
