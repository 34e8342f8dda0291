/** One encoded picture. Times in seconds. */
export interface RingChunk {
  readonly isKey: boolean;
  readonly timestamp: number;
  readonly data: Uint8Array;
}

interface Group {
  readonly chunks: RingChunk[];
  sizeBytes: number;
}

export interface RingLimits {
  /** At least this much stays, s, as long as it fits into `sizeBytes`. */
  readonly span: number;
  readonly sizeBytes: number;
}

/**
 * The last while of an encoded video. It is cut only before key frames, since what follows one cannot be decoded
 * without it; a chunk before the first key frame is passed over.
 */
export class ChunkRing {
  readonly #limits: RingLimits;
  #groups: Group[] = [];
  #sizeBytes = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }
  /** Time of the first chunk; null when empty. */
  get from(): number | null {
    return this.#groups[0]?.chunks[0]?.timestamp ?? null;
  }
  /** Time of the last chunk; null when empty. */
  get to(): number | null {
    return this.#groups.at(-1)?.chunks.at(-1)?.timestamp ?? null;
  }

  add(chunk: RingChunk): void {
    if (chunk.isKey) this.#groups.push({ chunks: [], sizeBytes: 0 });
    const group = this.#groups.at(-1);
    if (!group) return;
    group.chunks.push(chunk);
    group.sizeBytes += chunk.data.byteLength;
    this.#sizeBytes += chunk.data.byteLength;
    while (this.#isTooMuch(chunk.timestamp)) this.#sizeBytes -= this.#groups.shift()?.sizeBytes ?? 0;
  }

  /** From the last key frame at or before `from` (or the first there is) to the last chunk at or before `to`. */
  between(from: number, to: number): RingChunk[] {
    const starts = this.#groups.map(({ chunks }) => (chunks[0] as RingChunk).timestamp);
    const first = Math.max(
      0,
      starts.findLastIndex((start) => start <= from),
    );
    return this.#groups
      .slice(first)
      .flatMap(({ chunks }) => chunks)
      .filter(({ timestamp }) => timestamp <= to);
  }

  clear(): void {
    this.#groups = [];
    this.#sizeBytes = 0;
  }

  /** The first group may go when the second alone is long enough, or when there is no room; the last always stays. */
  #isTooMuch(now: number): boolean {
    const second = this.#groups[1]?.chunks[0];
    if (!second) return false;
    return now - second.timestamp >= this.#limits.span || this.#sizeBytes > this.#limits.sizeBytes;
  }
}
