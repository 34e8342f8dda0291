import type { Database } from './database.ts';
import { summariseDataset, type DatasetSummary, type StoredDataset } from './stored-dataset.ts';
import { summarisedStore, type SummarisedStore } from './summarised-store.ts';

/** Drafts of datasets by id. Lists are ordered by the last change. */
export type DatasetStore = SummarisedStore<StoredDataset, DatasetSummary>;

export function datasetsIn(database: Database): DatasetStore {
  return summarisedStore(database, ['datasets', 'datasetSummaries'], summariseDataset);
}
