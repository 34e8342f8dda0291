import { isAbort } from '../../base/index.ts';
import type { DecoderChoice, VideoService } from '../../contract/index.ts';
import type { PosterStore } from '../../storage/index.ts';
import { setOf, withEntries } from '../immutable-map.ts';
import type { ClipEntry } from '../clip-entry.svelte.ts';

export interface PosterParts {
  readonly store: PosterStore;
  readonly video: Pick<VideoService, 'poster'>;
  readonly decoder: () => DecoderChoice;
}

/** One small picture of each clip, kept under the hash of its file; made once, after the clip has been analysed. */
export class PosterShelf {
  readonly #parts: PosterParts;
  #urls = $state.raw<ReadonlyMap<string, string>>(withEntries(null, []));
  #asked = setOf<string>([]);
  #work: Promise<void> = Promise.resolve();

  constructor(parts: PosterParts) {
    this.#parts = parts;
  }

  /** Address of the picture; null while there is none. */
  url({ sha256 }: ClipEntry): string | null {
    return (sha256 && this.#urls.get(sha256)) ?? null;
  }

  /** Sees to it that a clip gets its picture: from the storage, or from its file. One after the other. */
  want(entry: ClipEntry): void {
    const { sha256, file } = entry;
    if (!sha256 || this.#asked.has(sha256)) return;
    this.#asked = setOf([...this.#asked, sha256]);
    this.#work = this.#work.then(() => this.#fetch(sha256, file));
  }

  /** A clip whose picture cannot be made goes without one: what is wrong with it was told when it was opened. */
  async #fetch(sha256: string, file: File | null): Promise<void> {
    const { store, video, decoder } = this.#parts;
    try {
      const kept = await store.get(sha256);
      const picture =
        kept ?? (file && (await video.poster(file, decoder(), { signal: new AbortController().signal })));
      if (!picture) return this.#forget(sha256);
      if (!kept) await store.put(sha256, picture);
      this.#urls = withEntries(this.#urls, [[sha256, URL.createObjectURL(picture)]]);
    } catch (error) {
      if (isAbort(error)) this.#forget(sha256);
    }
  }

  /** May be asked for again. */
  #forget(sha256: string): void {
    this.#asked = setOf([...this.#asked].filter((other) => other !== sha256));
  }
}
