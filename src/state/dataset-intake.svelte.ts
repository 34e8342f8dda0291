import { isAbort } from '../base/index.ts';
import type { ExaminedFile, SourceFile } from '../contract/index.ts';

/** Where examined files go. */
export interface IntakeParts {
  readonly examine: (files: readonly SourceFile[], signal: AbortSignal) => AsyncGenerator<ExaminedFile, void>;
  readonly onExamined: (file: ExaminedFile) => void;
  /** Called now and then while files come in, and once at the end: a good moment for what takes long. */
  readonly onPortion: () => void;
  readonly onError: (error: unknown) => void;
}

/** `onPortion` may take at most this share of the time that examining takes; what is drawn after it takes as long again. */
const portionShare = 0.04;
const portionEvery = 500;

/** The queue of files to be examined: one after the other, in order. */
export class DatasetIntake {
  readonly #parts: IntakeParts;
  #waiting: readonly SourceFile[] = [];
  #abort = new AbortController();
  #isRunning = $state(false);
  #done = $state(0);
  #total = $state(0);

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }
  /** Files examined since the queue was last empty. */
  get done(): number {
    return this.#done;
  }
  get total(): number {
    return this.#total;
  }

  add(files: readonly SourceFile[]): void {
    if (files.length === 0) return;
    if (!this.#isRunning) this.#done = this.#total = 0;
    this.#total += files.length;
    this.#waiting = [...this.#waiting, ...files];
    if (!this.#isRunning) void this.#work();
  }

  /** What is examined stays; the rest is not looked at. */
  stop(): void {
    this.#waiting = [];
    this.#abort.abort();
  }

  async #work(): Promise<void> {
    this.#isRunning = true;
    const { signal } = (this.#abort = new AbortController());
    try {
      while (this.#waiting.length > 0) {
        const portion = this.#waiting;
        this.#waiting = [];
        await this.#examine(portion, signal);
      }
    } catch (error) {
      if (!isAbort(error)) this.#parts.onError(error);
    } finally {
      this.#isRunning = false;
      this.#parts.onPortion();
    }
  }

  async #examine(files: readonly SourceFile[], signal: AbortSignal): Promise<void> {
    let next = performance.now() + portionEvery;
    for await (const file of this.#parts.examine(files, signal)) {
      this.#done += 1;
      this.#parts.onExamined(file);
      const startedAt = performance.now();
      if (startedAt < next) continue;
      this.#parts.onPortion();
      const endedAt = performance.now();
      next = endedAt + Math.max(portionEvery, (endedAt - startedAt) / portionShare);
    }
  }
}
