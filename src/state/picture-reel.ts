import { isAbort, type Task } from '../base/index.ts';
import type { Picture, PicturePlan } from '../contract/index.ts';
import { indexAtOrBefore } from './nearest-index.ts';

export type PictureSource = (plan: PicturePlan, task: Task) => AsyncGenerator<Picture, void>;

type PictureSize = Pick<PicturePlan, 'maxWidth' | 'maxHeight'>;

export interface ReelLimits {
  /** What the pictures are bounded by at first. */
  readonly size: PictureSize;
  /** Decoded pictures kept, bytes of RGBA. */
  readonly maxBytes: number;
  /** Pictures fetched at once when stepping back beyond what is kept, s. */
  readonly backSpan: number;
}

/**
 * A gapless strip of decoded pictures around the current one, so that a step either way is instant and exact. It
 * owns its bitmaps: whoever shows a picture draws it before the next call.
 */
export class PictureReel implements Disposable {
  readonly #source: PictureSource;
  readonly #limits: ReelLimits;
  #size: PictureSize;
  /** The strip is of another size than is wanted now; the next seek begins it anew. */
  #isOutsized = false;
  #pictures: Picture[] = [];
  #cursor = -1;
  #abort = new AbortController();
  #run: AsyncGenerator<Picture, void> | null = null;
  #pulling: Promise<boolean> | null = null;
  #prepending: Promise<boolean> | null = null;
  #beginsClip = false;

  constructor(source: PictureSource, limits: ReelLimits) {
    this.#source = source;
    this.#limits = limits;
    this.#size = limits.size;
  }

  get current(): Picture | undefined {
    return this.#pictures[this.#cursor];
  }

  get following(): Picture | undefined {
    return this.#pictures[this.#cursor + 1];
  }

  get preceding(): Picture | undefined {
    return this.#pictures[this.#cursor - 1];
  }

  /** Decoded pictures beyond the current one. */
  get ahead(): number {
    return this.#pictures.length - 1 - this.#cursor;
  }

  /** Enough is decoded ahead that more would push out what lies behind. */
  get isFullAhead(): boolean {
    return this.ahead >= this.#capacity / 2;
  }

  /** Wants the pictures of another size, from the next seek on. */
  resize(size: PictureSize): void {
    this.#size = size;
    this.#isOutsized = true;
  }

  /** Makes the picture on screen at `time` current, from the strip when it is there. */
  async seek(time: number): Promise<Picture | undefined> {
    if (this.#holds(time)) {
      const timestamps = this.#pictures.map((picture) => picture.timestamp);
      this.#cursor = indexAtOrBefore(timestamps, time);
      return this.current;
    }
    this.#clear();
    this.#run = this.#source(this.#plan(time), this.#task());
    if (await this.#pull()) this.#cursor = 0;
    return this.current;
  }

  /** Makes the next picture current; undefined at the end of the clip. */
  async next(): Promise<Picture | undefined> {
    if (this.following === undefined) await this.fetchAhead();
    if (this.following === undefined) return undefined;
    this.#cursor += 1;
    this.#trimBehind();
    return this.current;
  }

  /** Makes the previous picture current; undefined at the start of the clip. */
  async previous(): Promise<Picture | undefined> {
    if (this.preceding === undefined) await this.fetchBehind();
    if (this.preceding === undefined) return undefined;
    this.#cursor -= 1;
    this.#trimAhead();
    return this.current;
  }

  /** Decodes one more picture ahead; false at the end. Joins a pull that is already under way. */
  fetchAhead(): Promise<boolean> {
    return this.#pull();
  }

  /** Decodes the span before the strip; false at the start of the clip. */
  fetchBehind(): Promise<boolean> {
    if (this.#prepending) return this.#prepending;
    const prepending = this.#prepend().finally(() => {
      if (this.#prepending === prepending) this.#prepending = null;
    });
    this.#prepending = prepending;
    return prepending;
  }

  [Symbol.dispose](): void {
    this.#clear();
  }

  #holds(time: number): boolean {
    if (this.#isOutsized) return false;
    const [first, last] = [this.#pictures[0], this.#pictures.at(-1)];
    return first !== undefined && last !== undefined && first.timestamp <= time && time < last.timestamp;
  }

  #plan(from: number): PicturePlan {
    return { from, ...this.#size };
  }

  #task(): Task {
    return { signal: this.#abort.signal };
  }

  #clear(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#run = null;
    this.#pulling = null;
    this.#prepending = null;
    this.#beginsClip = false;
    this.#isOutsized = false;
    this.#cursor = -1;
    for (const picture of this.#pictures.splice(0)) picture.bitmap.close();
  }

  #pull(): Promise<boolean> {
    if (this.#pulling) return this.#pulling;
    const pulling = this.#pullOne().finally(() => {
      if (this.#pulling === pulling) this.#pulling = null;
    });
    this.#pulling = pulling;
    return pulling;
  }

  async #pullOne(): Promise<boolean> {
    const { signal } = this.#abort;
    const last = this.#pictures.at(-1);
    if (!this.#run && last) this.#run = this.#source(this.#plan(last.timestamp), this.#task());
    const run = this.#run;
    for (;;) {
      const step = await run?.next();
      if (!step || step.done) return false;
      const isKnown = last !== undefined && step.value.timestamp <= last.timestamp + 1e-6;
      if (signal.aborted || isKnown) step.value.bitmap.close();
      if (signal.aborted) return false;
      if (isKnown) continue;
      this.#pictures.push(step.value);
      return true;
    }
  }

  async #prepend(): Promise<boolean> {
    const { signal } = this.#abort;
    const first = this.#pictures[0];
    if (first === undefined || this.#beginsClip) return false;
    const earlier: Picture[] = [];
    try {
      const from = first.timestamp - this.#limits.backSpan;
      for await (const picture of this.#source(this.#plan(from), this.#task())) {
        if (signal.aborted || picture.timestamp >= first.timestamp - 1e-6) {
          picture.bitmap.close();
          break;
        }
        earlier.push(picture);
        if (earlier.length > Math.max(1, this.#capacity / 2)) earlier.shift()?.bitmap.close();
      }
    } catch (error) {
      for (const picture of earlier.splice(0)) picture.bitmap.close();
      if (!isAbort(error)) throw error;
    }
    if (signal.aborted) {
      for (const picture of earlier) picture.bitmap.close();
      return false;
    }
    this.#beginsClip = earlier.length === 0;
    this.#pictures.unshift(...earlier);
    this.#cursor += earlier.length;
    return earlier.length > 0;
  }

  get #capacity(): number {
    const { width = 1, height = 1 } = this.current?.bitmap ?? {};
    return Math.max(6, Math.floor(this.#limits.maxBytes / Math.max(1, width * height * 4)));
  }

  #trimBehind(): void {
    while (this.#pictures.length > this.#capacity && this.#cursor > this.#capacity / 2) {
      this.#pictures.shift()?.bitmap.close();
      this.#cursor -= 1;
      this.#beginsClip = false;
    }
  }

  /** The run that continued the strip is dropped with its end; a later pull begins a new one there. */
  #trimAhead(): void {
    if (this.#pulling) return;
    while (this.#pictures.length > this.#capacity && this.ahead > this.#capacity / 2) {
      this.#pictures.pop()?.bitmap.close();
      void this.#run?.return();
      this.#run = null;
    }
  }
}
