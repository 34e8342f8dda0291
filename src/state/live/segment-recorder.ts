import type { RecordedPart, RecordingStatus } from '../../contract/index.ts';

/** A recording is closed and begun anew this often, ms: each part is a file of its own, so that old ones can go. */
const partLength = 10_000;
/** As the worker's own rolling recording. */
const limits = { parts: 12, sizeBytes: 64e6 };

/**
 * The rolling recording of a browser that cannot encode in a worker: MediaRecorder, part by part. A few hundredths of a
 * second are lost between two parts.
 */
export class SegmentRecorder {
  readonly #stream: MediaStream;
  readonly #now: () => number;
  #parts: RecordedPart[] = [];
  #recorder: MediaRecorder | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closing: Promise<void> = Promise.resolve();

  /** @param now seconds on the time axis of the source */
  constructor(stream: MediaStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
  }

  static isThere(): boolean {
    return typeof MediaRecorder !== 'undefined';
  }

  get status(): RecordingStatus {
    return {
      detail: 'MediaRecorder, since this browser has no encoder for single pictures',
      from: this.#parts[0]?.from ?? this.#now(),
      to: this.#now(),
      sizeBytes: this.#parts.reduce((sum, { blob }) => sum + blob.size, 0),
      skipped: 0,
    };
  }

  start(): void {
    if (!this.#stream.active) return;
    const recorder = (this.#recorder = new MediaRecorder(this.#stream));
    const [pieces, from] = [[] as Blob[], this.#now()];
    recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
    this.#closing = new Promise((resolve) => {
      recorder.addEventListener('stop', () => {
        this.#keep({ blob: new Blob(pieces, { type: recorder.mimeType }), from, to: this.#now() });
        resolve();
      });
    });
    recorder.start();
    this.#timer = setTimeout(() => void this.#next(), partLength);
  }

  /** The parts that touch a span; the one being recorded is closed for it. */
  async parts(from: number, to: number): Promise<readonly RecordedPart[]> {
    await this.#next();
    return this.#parts.filter((part) => part.to > from && part.from < to);
  }

  stop(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
    this.#recorder = null;
    return this.#closing;
  }

  async #next(): Promise<void> {
    if (!this.#recorder) return;
    await this.stop();
    this.start();
  }

  #keep(part: RecordedPart): void {
    if (part.blob.size > 0) this.#parts.push(part);
    const size = (): number => this.#parts.reduce((sum, { blob }) => sum + blob.size, 0);
    while (this.#parts.length > limits.parts || (this.#parts.length > 1 && size() > limits.sizeBytes))
      this.#parts.shift();
  }
}
