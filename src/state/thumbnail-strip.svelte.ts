import { isAbort, messageOf } from '../base/index.ts';
import type { Thumbnail, VideoService } from '../contract/index.ts';
import type { Playback } from './playback.svelte.ts';
import { ThumbnailCache } from './thumbnail-cache.ts';
import type { ThumbnailSlots } from './thumbnail-slots.ts';

/** Pictures no larger than this, px: sharp on a fine screen too. */
const size = { maxWidth: 160, maxHeight: 96 };
/** Pictures kept, at most 15 MB of them. */
const capacity = 240;
/** Pictures asked for at once: a seek waits for no more than these. */
const batch = 4;
/** How long the view must stand still before its pictures are fetched, ms. */
const calmMs = 200;

type Wait = (milliseconds: number) => Promise<void>;

/**
 * Small pictures along the time axis of the clip on the player. Fetched in the background, a few at a time, and only while
 * the player neither plays nor seeks; what was shown longest ago gives way. It owns the bitmaps.
 */
export class ThumbnailStrip {
  readonly #video: Pick<VideoService, 'thumbnails'>;
  readonly #playback: Pick<Playback, 'clipId' | 'isPlaying' | 'head' | 'position'>;
  readonly #wait: Wait;
  readonly #kept = new ThumbnailCache(capacity);
  #clipId: number | null = null;
  #abort = new AbortController();
  #wanted = '';
  #version = $state(0);
  #problem = $state<string | null>(null);

  constructor(
    video: Pick<VideoService, 'thumbnails'>,
    playback: Pick<Playback, 'clipId' | 'isPlaying' | 'head' | 'position'>,
    wait: Wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  ) {
    this.#video = video;
    this.#playback = playback;
    this.#wait = wait;
  }

  /** Grows with each picture that arrives or goes: read it to be told. */
  get version(): number {
    return this.#version;
  }
  /** Why there are no pictures, where they could not be made. */
  get problem(): string | null {
    return this.#problem;
  }
  get count(): number {
    return this.#kept.size;
  }

  /** The picture of a moment; until it is there, the nearest one kept. */
  find(time: number, slack: number): Thumbnail | null {
    return this.#kept.find(time, slack);
  }

  /** Makes the pictures of these moments, once the view stands still; the ones wanted before no longer matter. */
  want(slots: ThumbnailSlots): Promise<void> {
    const { clipId } = this.#playback;
    if (clipId !== this.#clipId) this.#begin(clipId);
    const wanted = `${slots.slack} ${slots.times.join()}`;
    if (clipId === null || wanted === this.#wanted) return Promise.resolve();
    this.#wanted = wanted;
    this.#abort.abort();
    this.#abort = new AbortController();
    return this.#fetch(clipId, slots, this.#abort.signal);
  }

  /** Lets go of every picture, as when the strip is switched off. */
  clear(): void {
    this.#begin(null);
  }

  #begin(clipId: number | null): void {
    this.#abort.abort();
    this.#clipId = clipId;
    this.#wanted = '';
    this.#problem = null;
    this.#kept.clear();
    this.#version += 1;
  }

  async #fetch(clipId: number, { times, slack }: ThumbnailSlots, signal: AbortSignal): Promise<void> {
    try {
      await this.#wait(calmMs);
      for (const time of times) this.#kept.touch(time, slack);
      const missing = times.filter((time) => !this.#kept.has(time, slack));
      for (let at = 0; at < missing.length; at += batch) {
        while (!signal.aborted && this.#isBusy) await this.#wait(calmMs);
        signal.throwIfAborted();
        const plan = { times: missing.slice(at, at + batch), slack, ...size };
        for await (const thumbnail of this.#video.thumbnails(clipId, plan, { signal })) {
          if (signal.aborted) thumbnail.bitmap.close();
          else this.#keep(thumbnail, slack);
        }
      }
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) this.#problem = messageOf(error);
    }
  }

  get #isBusy(): boolean {
    const { isPlaying, head, position } = this.#playback;
    return isPlaying || head !== position;
  }

  #keep(thumbnail: Thumbnail, slack: number): void {
    this.#kept.keep(thumbnail, slack);
    this.#version += 1;
  }
}
