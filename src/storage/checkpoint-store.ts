import type { CheckpointStore } from '../contract/index.ts';
import type { Database } from './database.ts';
import { guarded } from './storage-errors.ts';

/**
 * The latest checkpoint of each stage of each run; an earlier one is overwritten whole or not at all.
 */
export function checkpointsIn(database: Database): CheckpointStore {
  return {
    get: (runId, stage) => guarded(() => database.get('checkpoints', [runId, stage])),
    put: (runId, stage, checkpoint) =>
      guarded(async () => {
        // 'strict': an epoch that was told as kept is on the disk, not in a buffer of the system.
        const transaction = database.transaction('checkpoints', 'readwrite', { durability: 'strict' });
        await Promise.all([transaction.store.put(checkpoint, [runId, stage]), transaction.done]);
      }),
    // An array sorts after every string, so this takes all stages of the run and none of another.
    delete: (runId) => guarded(() => database.delete('checkpoints', IDBKeyRange.bound([runId], [runId, []]))),
  };
}
