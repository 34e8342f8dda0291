import { summariseRun, type Storage, type StoredDataset, type StoredRun } from '../storage/index.ts';
import type { TrainingDeskParts } from './training-desk.ts';

/** What training keeps in `storage`; without storage a dataset and its runs live as long as the page. */
export function trainingStores(storage: Storage | null): Pick<TrainingDeskParts, 'datasets' | 'archive'> {
  if (!storage) return passingStores();
  const { datasets, runs, checkpoints } = storage;
  return {
    datasets,
    archive: { runs, checkpoints },
  };
}

function passingStores(): Pick<TrainingDeskParts, 'datasets' | 'archive'> {
  const datasets = new Map<string, StoredDataset>();
  const runs = new Map<string, StoredRun>();
  return {
    datasets: {
      get: async (id) => datasets.get(id),
      put: async (dataset) => void datasets.set(dataset.id, dataset),
    },
    archive: {
      runs: {
        get: async (id) => runs.get(id),
        put: async (run) => void runs.set(run.id, run),
        change: async (id, change) => {
          const run = runs.get(id);
          if (run) runs.set(id, change(run));
          return runs.get(id);
        },
        list: async () => [...runs.values()].map(summariseRun).reverse(),
        delete: async (id) => void runs.delete(id),
      },
      checkpoints: { delete: async () => undefined },
    },
  };
}
