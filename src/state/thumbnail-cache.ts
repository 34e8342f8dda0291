import type { Thumbnail } from '../contract/index.ts';

/** Pictures by their place in a strip; beyond its capacity those used longest ago give way. Owns the bitmaps. */
export class ThumbnailCache {
  readonly #capacity: number;
  /** In the order of last use. */
  readonly #kept = new Map<string, Thumbnail>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#kept.size;
  }

  has(time: number, slack: number): boolean {
    return this.#kept.has(keyOf(time, slack));
  }

  /** The picture of a place, else the one nearest in time; null when there is none at all. */
  find(time: number, slack: number): Thumbnail | null {
    const own = this.#kept.get(keyOf(time, slack));
    if (own) return own;
    let nearest: Thumbnail | null = null;
    for (const kept of this.#kept.values()) {
      const isNearer = !nearest || Math.abs(kept.timestamp - time) < Math.abs(nearest.timestamp - time);
      if (isNearer) nearest = kept;
    }
    return nearest;
  }

  touch(time: number, slack: number): void {
    const key = keyOf(time, slack);
    const kept = this.#kept.get(key);
    if (!kept) return;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
  }

  keep(thumbnail: Thumbnail, slack: number): void {
    const key = keyOf(thumbnail.wanted, slack);
    this.#kept.get(key)?.bitmap.close();
    this.#kept.delete(key);
    this.#kept.set(key, thumbnail);
    for (const [oldest, { bitmap }] of this.#kept) {
      if (this.#kept.size <= this.#capacity) break;
      this.#kept.delete(oldest);
      bitmap.close();
    }
  }

  clear(): void {
    for (const { bitmap } of this.#kept.values()) bitmap.close();
    this.#kept.clear();
  }
}

function keyOf(time: number, slack: number): string {
  return `${time} ${slack}`;
}
