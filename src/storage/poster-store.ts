import type { Database } from './database.ts';
import { guarded } from './storage-errors.ts';

/** One small picture of each clip, by the SHA-256 of its file. */
export interface PosterStore {
  get(sha256: string): Promise<Blob | undefined>;
  put(sha256: string, picture: Blob): Promise<void>;
}

export function postersIn(database: Database): PosterStore {
  return {
    get: (sha256) => guarded(() => database.get('posters', sha256)),
    put: (sha256, picture) => guarded(async () => void (await database.put('posters', picture, sha256))),
  };
}
