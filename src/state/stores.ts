import { isAbort } from '../base/index.ts';
import type { Storage } from '../storage/index.ts';
import type { Notices } from './notices.svelte.ts';

/** Keeps small values. `put` never throws: a refusal is told through the notices, and the app goes on. */
export interface SettingsStore {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): void;
}

export type AnalysisArchive = Pick<Storage['analyses'], 'get' | 'put' | 'clear'>;

/** Settings in `storage`, or for this visit only when there is none. */
export function settingsIn(storage: Storage | null, notices: Notices): SettingsStore {
  const visit = new Map<string, unknown>();
  return {
    get: async (key) => (storage ? storage.settings.get(key) : visit.get(key)),
    put: (key, value) => {
      visit.set(key, value);
      storage?.settings.put(key, value).catch((error: unknown) => {
        if (!isAbort(error)) notices.report(error);
      });
    },
  };
}

/** The archive of a visit in which nothing can be stored. */
export function emptyArchive(): AnalysisArchive {
  return {
    get: async () => undefined,
    put: async () => undefined,
    clear: async () => undefined,
  };
}
