import { videoErrors } from '../video-errors.ts';
import type { TimedFrame } from './frame-assembly.ts';
import type { CoreMessage, RunOutcome, RunRequest } from './run-protocol.ts';

/** A core that neither reads, nor writes, nor ends for this long while a frame is awaited is taken for dead, s. */
const silenceLimit = 60;

/** One command in one core worker, from start to end. Disposing it terminates the worker. */
export class CoreRun implements Disposable {
  readonly #worker: Worker;
  readonly #name: string;
  /** Told how far a file that the command writes has come, s. */
  onWritten: ((seconds: number) => void) | null = null;
  readonly #frames: TimedFrame[] = [];
  #outcome: RunOutcome | null = null;
  #failure: Error | null = null;
  #wake: (() => void) | null = null;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(worker: Worker, name: string, request: RunRequest) {
    this.#worker = worker;
    this.#name = name;
    worker.onmessage = ({ data }: MessageEvent<CoreMessage>) => this.#take(data);
    worker.onerror = (event) => this.#fail(videoErrors.decoderFailed(name, event.message, false));
    worker.postMessage(request);
  }

  /** The next frame, or the outcome once there are no more. @throws AppError 'decoder-failed'; the abort reason. */
  async next(signal: AbortSignal): Promise<TimedFrame | RunOutcome> {
    signal.throwIfAborted();
    const onAbort = () => this.#fail(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      for (;;) {
        if (this.#failure) throw this.#failure;
        const ready = this.#frames.shift() ?? this.#outcome;
        if (ready) return ready;
        await this.#message();
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#silence);
    this.#worker.terminate();
    this.#frames.length = 0;
  }

  /** Waits for anything from the worker, within the limit of silence. */
  async #message(): Promise<void> {
    const late = () => this.#fail(videoErrors.decoderSilent(this.#name, silenceLimit));
    this.#silence = setTimeout(late, silenceLimit * 1000);
    await new Promise<void>((resolve) => (this.#wake = resolve));
    clearTimeout(this.#silence);
  }

  #take(message: CoreMessage): void {
    if (message.type === 'frame') this.#frames.push(message);
    if (message.type === 'written') this.onWritten?.(message.seconds);
    if (message.type === 'done') this.#outcome = message.outcome;
    this.#wake?.();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this[Symbol.dispose]();
    this.#wake?.();
  }
}
