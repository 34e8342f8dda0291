import type { RecordedClip } from '../../contract/index.ts';

export interface SavedClip {
  readonly id: number;
  readonly file: File;
  /** Seconds. */
  readonly duration: number;
  /** Milliseconds since 1970 of its first picture. */
  readonly startedAt: number;
  /** Classes whose alerts made it; none when saved by hand. */
  readonly labels: readonly string[];
  readonly isAdded: boolean;
}

/** Saved clips lie in memory, at most this much of them. */
export const clipBudget = 200e6;

/** The clips saved during this visit, newest first. The oldest give way once they exceed the budget. */
export class LiveClips {
  readonly #budget: number;
  #list = $state.raw<readonly SavedClip[]>([]);
  #lastId = 0;
  #isFull = $state(false);

  constructor(budget = clipBudget) {
    this.#budget = budget;
  }

  get list(): readonly SavedClip[] {
    return this.#list;
  }
  sizeBytes = $derived(this.#list.reduce((sum, { file }) => sum + file.size, 0));
  /** Whether clips have had to give way. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** @param zero instant of time 0 of the source, ms since 1970 */
  add(clip: RecordedClip, zero: number, labels: readonly string[]): SavedClip {
    const startedAt = zero + clip.from * 1000;
    const name = `${clipName(startedAt, labels)}.${clip.extension}`;
    const file = new File([clip.blob], name, { type: clip.blob.type, lastModified: Math.round(startedAt) });
    const duration = clip.to - clip.from;
    const saved = { id: ++this.#lastId, file, duration, startedAt, labels, isAdded: false };
    this.#list = [saved, ...this.#list];
    this.#fit();
    return saved;
  }

  markAdded(id: number): void {
    this.#list = this.#list.map((clip) => (clip.id === id ? { ...clip, isAdded: true } : clip));
  }

  remove(id: number): void {
    this.#list = this.#list.filter((clip) => clip.id !== id);
  }

  /** The newest clip always stays, however large. */
  #fit(): void {
    let sum = 0;
    const kept = this.#list.filter(({ file }, n) => {
      sum += file.size;
      return n === 0 || sum <= this.#budget;
    });
    if (kept.length < this.#list.length) this.#isFull = true;
    this.#list = kept;
  }
}

/** 'live-2026-11-22T22-40-05Z-fire': sorts by time and is a file name everywhere. */
function clipName(startedAt: number, labels: readonly string[]): string {
  const instant = new Date(startedAt).toISOString().slice(0, 19).replaceAll(':', '-');
  const words = labels.map((label) => label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'));
  return ['live', `${instant}Z`, ...words].join('-');
}
