/** A picture with its presentation time, s. */
export interface TimedFrame {
  readonly timestamp: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/**
 * Puts raw video, which arrives in pieces of any length, back into frames and pairs each with the time that the
 * `showinfo` filter logged for it. The filter runs before the picture is written, so times are always ahead.
 */
export class FrameAssembly {
  readonly #frameBytes: number;
  readonly #emit: (frame: TimedFrame) => void;
  #times: number[] = [];
  #ticksPerSecond = 1;
  #frame: Uint8Array<ArrayBuffer>;
  #filled = 0;

  constructor(frameBytes: number, emit: (frame: TimedFrame) => void) {
    this.#frameBytes = frameBytes;
    this.#emit = emit;
    this.#frame = new Uint8Array(frameBytes);
  }

  /**
   * Takes a log line. @returns true when it was showinfo's. Times are read as integers in units of the time base, for the
   * decimal that the line also gives has only six digits.
   */
  readLine(line: string): boolean {
    if (!line.startsWith('[Parsed_showinfo')) return false;
    const base = /config in time_base: (\d+)\/(\d+)/.exec(line);
    if (base) this.#ticksPerSecond = Number(base[2]) / Number(base[1]);
    const time = /\] n: *\d+ pts: *(-?\d+|NOPTS) /.exec(line);
    if (time) this.#times.push(Number(time[1]) / this.#ticksPerSecond);
    return true;
  }

  /** Takes a piece of raw video. */
  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const length = Math.min(bytes.length - at, this.#frameBytes - this.#filled);
      this.#frame.set(bytes.subarray(at, at + length), this.#filled);
      this.#filled += length;
      at += length;
      if (this.#filled === this.#frameBytes) this.#finish();
    }
  }

  #finish(): void {
    const data = this.#frame;
    this.#frame = new Uint8Array(this.#frameBytes);
    this.#filled = 0;
    this.#emit({ timestamp: this.#times.shift() ?? NaN, data });
  }
}
