import type { CheckpointStore, FeatureStore } from '../contract/index.ts';
import { analysesIn, type AnalysisStore } from './analysis-store.ts';
import { casesIn, type CaseStore } from './case-store.ts';
import { checkpointsIn } from './checkpoint-store.ts';
import { deleteDatabase, openDatabase } from './database.ts';
import { datasetsIn, type DatasetStore } from './dataset-store.ts';
import { featuresIn, type FeatureUsage } from './feature-store.ts';
import { modelsIn, type ModelStore } from './model-store.ts';
import { postersIn, type PosterStore } from './poster-store.ts';
import { runsIn, type RunStore } from './run-store.ts';
import { guarded } from './storage-errors.ts';
import { askToPersist, storageUse, type StorageUse } from './storage-use.ts';

/** Everything Vigil keeps on this device. Each method may throw AppError 'storage-full' or 'storage-refused'. */
export interface Storage {
  readonly analyses: AnalysisStore;
  readonly settings: {
    get(key: string): Promise<unknown>;
    put(key: string, value: unknown): Promise<void>;
  };
  readonly features: FeatureStore & FeatureUsage;
  readonly checkpoints: CheckpointStore;
  readonly datasets: DatasetStore;
  readonly runs: RunStore;
  readonly models: ModelStore;
  readonly cases: CaseStore;
  readonly posters: PosterStore;
  use(): Promise<StorageUse>;
  /** Asks the browser to keep the data; its answer. */
  persist(): Promise<boolean>;
  /** Lets go of the database. */
  close(): void;
  /** Deletes the database and closes this handle. */
  wipe(): Promise<void>;
}

export interface StorageOptions {
  /** Milliseconds since 1970; orders what was used longest ago. */
  readonly now?: () => number;
  /** The most that cached features may take, bytes; half of what is free if that is less. */
  readonly featureBytes?: number;
}

const defaultFeatureBytes = 2e9;

/**
 * Works on a page and in a worker; both may have the same storage open.
 * @throws AppError 'storage-refused'
 */
export async function openStorage(name = 'vigil', options: StorageOptions = {}): Promise<Storage> {
  const { now = () => Date.now(), featureBytes = defaultFeatureBytes } = options;
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
    features: featuresIn(database, { now, maxBytes: featureBytes, use: storageUse }),
    checkpoints: checkpointsIn(database),
    datasets: datasetsIn(database),
    runs: runsIn(database),
    models: modelsIn(database),
    cases: casesIn(database),
    posters: postersIn(database),
    use: () => guarded(storageUse),
    persist: () => guarded(askToPersist),
    close: () => database.close(),
    wipe: async () => {
      database.close();
      await deleteDatabase(name);
    },
  };
}
