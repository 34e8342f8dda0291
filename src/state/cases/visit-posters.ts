import type { PosterStore } from '../../storage/index.ts';

/** Pictures of a visit in which nothing can be stored. */
export function visitPosters(): PosterStore {
  const pictures = new Map<string, Blob>();
  return {
    get: async (sha256) => pictures.get(sha256),
    put: async (sha256, picture) => void pictures.set(sha256, picture),
  };
}
