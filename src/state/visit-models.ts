import type { ModelFiles } from '../contract/index.ts';
import { modelEntry, type ModelEntry, type ModelStore } from '../storage/index.ts';

/** Models for this visit only, where the browser does not let Vigil store any. */
export function visitModels(): ModelStore {
  const entries = new Map<string, ModelEntry>();
  const models = new Map<string, ModelFiles>();
  return {
    list: async () => [...entries.values()].sort((a, b) => b.addedAt - a.addedAt),
    entry: async (key) => entries.get(key),
    get: async (key) => models.get(key),
    add: async (model, label) => {
      const entry = entries.get(model.identity.sha256) ?? modelEntry(model, label);
      entries.set(entry.key, entry);
      models.set(entry.key, model);
      return entry;
    },
    describe: async (key, words) => {
      const entry = entries.get(key);
      const changed = entry && { ...entry, ...words };
      if (changed) entries.set(key, changed);
      return changed;
    },
    delete: async (key) => {
      entries.delete(key);
      models.delete(key);
    },
  };
}
