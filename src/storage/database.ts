import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { ActivityEntry, CaseClip, FitCheckpoint, LogHead, StoredFeatures } from '../contract/index.ts';
import type { FeatureUse } from './feature-store.ts';
import { guarded } from './storage-errors.ts';
import type { AnalysisSummary, StoredAnalysis } from './stored-analysis.ts';
import type { StoredCase } from './stored-case.ts';
import type { DatasetSummary, StoredDataset } from './stored-dataset.ts';
import type { ModelEntry, StoredModelFiles } from './stored-model.ts';
import type { RunSummary, StoredRun } from './stored-run.ts';

/** Every object store, in one place. A change here needs a new version and a step in `migrate`. */
export interface VigilSchema extends DBSchema {
  /** Whole results, by analysis key. */
  analyses: { key: string; value: StoredAnalysis };
  /** What lists need, without the tracks. */
  summaries: { key: string; value: AnalysisSummary; indexes: { byTime: number } };
  settings: { key: string; value: unknown };
  features: { key: string; value: StoredFeatures };
  /** Size and last use of each of `features`, so that eviction reads no values. */
  featureUses: { key: string; value: FeatureUse; indexes: { byUse: number } };
  /** Sums that are kept beside what they sum: the bytes of all features. */
  totals: { key: 'features'; value: number };
  checkpoints: { key: [runId: string, stage: string]; value: FitCheckpoint };
  datasets: { key: string; value: StoredDataset };
  datasetSummaries: { key: string; value: DatasetSummary; indexes: { byTime: number } };
  runs: { key: string; value: StoredRun };
  runSummaries: { key: string; value: RunSummary; indexes: { byTime: number } };
  /** Manifest, name and note of each model. */
  models: { key: string; value: ModelEntry; indexes: { byTime: number } };
  /** The bytes of each model. */
  modelFiles: { key: string; value: StoredModelFiles };
  cases: { key: string; value: StoredCase; indexes: { byTime: number } };
  caseClips: { key: [caseId: string, clipId: string]; value: CaseClip };
  /** Handles of what was dropped or chosen, by case: they bring the files back after a reload. */
  caseRoots: { key: string; value: readonly FileSystemHandle[] };
  logEntries: { key: [caseId: string, sequence: number]; value: ActivityEntry };
  /** Kept apart from the entries, so that a log that was cut short is noticed. */
  logHeads: { key: string; value: LogHead };
  /** One small picture of each clip, by the hash of its file. */
  posters: { key: string; value: Blob };
}

export type Database = IDBPDatabase<VigilSchema>;

const currentVersion = 3;

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

/** Each step adds to what the version before it left; none of them touches what is stored. */
function migrate(database: Database, from: number): void {
  if (from < 1) {
    database.createObjectStore('analyses', { keyPath: 'key' });
    database.createObjectStore('summaries', { keyPath: 'key' }).createIndex('byTime', 'analysedAt');
    database.createObjectStore('settings');
  }
  if (from < 2) {
    database.createObjectStore('features');
    database.createObjectStore('featureUses', { keyPath: 'key' }).createIndex('byUse', 'usedAt');
    database.createObjectStore('totals');
    database.createObjectStore('checkpoints');
    database.createObjectStore('datasets', { keyPath: 'id' });
    database.createObjectStore('datasetSummaries', { keyPath: 'id' }).createIndex('byTime', 'changedAt');
    database.createObjectStore('runs', { keyPath: 'id' });
    database.createObjectStore('runSummaries', { keyPath: 'id' }).createIndex('byTime', 'createdAt');
    database.createObjectStore('models', { keyPath: 'key' }).createIndex('byTime', 'addedAt');
    database.createObjectStore('modelFiles', { keyPath: 'key' });
  }
  if (from < 3) {
    database.createObjectStore('cases', { keyPath: 'id' }).createIndex('byTime', 'changedAt');
    database.createObjectStore('caseClips');
    database.createObjectStore('caseRoots');
    database.createObjectStore('logEntries');
    database.createObjectStore('logHeads');
    database.createObjectStore('posters');
  }
}
