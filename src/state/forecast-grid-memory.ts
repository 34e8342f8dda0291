import type { GridRun } from '../contract/index.ts';
import { openStorage, type Storage } from '../storage/index.ts';

/** Keeps the finished runs of grid searches, so that a search goes on after a reload. */
export interface GridMemory {
  load(key: string): Promise<readonly GridRun[]>;
  save(key: string, runs: readonly GridRun[]): Promise<void>;
}

/** In the settings on this device; opened only when asked, and closed at once, for a run is minutes. */
export const storedGridMemory: GridMemory = {
  load: (key) =>
    withSettings(async (settings) => {
      const stored = await settings.get(settingOf(key));
      return Array.isArray(stored) ? stored.filter(isRun) : [];
    }),
  save: (key, runs) => withSettings((settings) => settings.put(settingOf(key), runs)),
};

function settingOf(key: string): string {
  return `forecast-grid, second way of training, ${key}`;
}

async function withSettings<T>(use: (settings: Storage['settings']) => Promise<T>): Promise<T> {
  const storage = await openStorage();
  try {
    return await use(storage.settings);
  } finally {
    storage.close();
  }
}

/** Entries of an older or foreign version are passed over. */
function isRun(value: unknown): value is GridRun {
  if (typeof value !== 'object' || value === null) return false;
  const run = value as Record<string, unknown>;
  const numbers = ['window', 'units', 'dropout', 'batch', 'rmse', 'seconds'];
  return numbers.every((name) => typeof run[name] === 'number') && Array.isArray(run['curve']);
}
