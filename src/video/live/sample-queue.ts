import type { LiveBatch, LiveFrame } from '../../contract/index.ts';

/**
 * Live samples on their way to the network. The rule for lateness: at most `capacity` wait, and when one more comes
 * the oldest is thrown away and counted, so that the network always sees the newest.
 */
export class SampleQueue {
  readonly #capacity: number;
  #frames: LiveFrame[] = [];
  #dropped = 0;
  #isClosed = false;
  #wake: () => void = () => undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#frames.length;
  }

  push(frame: LiveFrame): void {
    if (this.#isClosed) return;
    this.#frames.push(frame);
    if (this.#frames.length > this.#capacity) {
      this.#frames.shift();
      this.#dropped += 1;
    }
    this.#wake();
  }

  /** Everything that waits, as soon as there is something; null once closed and empty. @throws on abort */
  async take(signal: AbortSignal): Promise<LiveBatch | null> {
    while (this.#frames.length === 0 && !this.#isClosed) await this.#change(signal);
    const frames = this.#frames;
    this.#frames = [];
    return frames.length === 0 ? null : { frames, dropped: this.#dropped };
  }

  /** No more samples will come; what waits may still be taken. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = (): void => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#wake = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
    });
  }
}
