import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { guarded } from './storage-errors.ts';
import type { AnalysisSummary, StoredAnalysis } from './stored-analysis.ts';

/** Every object store, in one place. A change here needs a new version and a step in `migrate`. */
export interface VigilSchema extends DBSchema {
  /** Whole results, by analysis key. */
  analyses: { key: string; value: StoredAnalysis };
  /** What lists need, without the tracks. */
  summaries: { key: string; value: AnalysisSummary; indexes: { byTime: number } };
  settings: { key: string; value: unknown };
}

export type Database = IDBPDatabase<VigilSchema>;

const currentVersion = 1;

/**
 * Opens the database, creating or migrating it.
 * @throws AppError 'storage-refused' when the browser does not let us (private mode, blocked site data, a tab with an
 *   older Vigil holding it)
 */
export function openDatabase(name: string): Promise<Database> {
  return guarded(
    () =>
      new Promise<Database>((resolve, reject) => {
        openDB<VigilSchema>(name, currentVersion, {
          upgrade: migrate,
          blocked: () =>
            reject(new DOMException('Another tab holds an older version open.', 'InvalidStateError')),
          // A newer tab wants to migrate: let go, so that it can.
          blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
        }).then(resolve, reject);
      }),
  );
}

export function deleteDatabase(name: string): Promise<void> {
  return guarded(() => deleteDB(name));
}

function migrate(database: Database, from: number): void {
  if (from < 1) {
    database.createObjectStore('analyses', { keyPath: 'key' });
    database.createObjectStore('summaries', { keyPath: 'key' }).createIndex('byTime', 'analysedAt');
    database.createObjectStore('settings');
  }
}
