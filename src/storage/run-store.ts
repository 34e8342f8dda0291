import type { Database } from './database.ts';
import { summariseRun, type RunSummary, type StoredRun } from './stored-run.ts';
import { summarisedStore, type SummarisedStore } from './summarised-store.ts';

/** Training runs by id. Deleting one leaves its checkpoints and its model where they are. */
export type RunStore = SummarisedStore<StoredRun, RunSummary>;

export function runsIn(database: Database): RunStore {
  return summarisedStore(database, ['runs', 'runSummaries'], summariseRun);
}
