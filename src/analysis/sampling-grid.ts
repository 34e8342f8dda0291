import type { FeatureTrack } from '../contract/index.ts';

/**
 * Features on an even grid of `fps` rows a second, held where no frame began (zero-order hold): row k is the frame
 * taken in [k/fps, (k+1)/fps). Grows as frames come; a row is only given out once it can no longer change.
 */
export class SamplingGrid {
  readonly #fps: number;
  readonly #featureLength: number;
  /** Grid number of row 0. */
  #first: number | undefined;
  #values: Float32Array;
  #rows = 0;

  constructor(fps: number, featureLength: number) {
    this.#fps = fps;
    this.#featureLength = featureLength;
    this.#values = new Float32Array(featureLength * 64);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Time of row 0, s. */
  get origin(): number {
    return (this.#first ?? 0) / this.#fps;
  }

  /** End of the last row's interval, s. */
  get end(): number {
    return ((this.#first ?? 0) + this.#rows) / this.#fps;
  }

  /** Puts the features of the frame shown at `timestamp` into its interval, holding the row before over any gap. */
  add(timestamp: number, features: Float32Array): void {
    const number = gridNumber(timestamp, this.#fps);
    this.#first ??= number;
    const row = number - this.#first;
    // A frame of an interval that is already taken (timestamps that stand still or run back) adds nothing.
    if (row < this.#rows) return;
    this.holdTo(row);
    this.#append(features);
  }

  /** Repeats the last row until there are `rows` rows. */
  holdTo(rows: number): void {
    while (this.#rows > 0 && this.#rows < rows) this.#append(this.row(this.#rows - 1));
  }

  /** Repeats the last row up to the end of the clip at `end`, s. */
  holdUntil(end: number): void {
    if (this.#first === undefined) return;
    this.holdTo(Math.ceil(end * this.#fps - 1e-6) - this.#first);
  }

  row(index: number): Float32Array {
    return this.#values.subarray(index * this.#featureLength, (index + 1) * this.#featureLength);
  }

  track(): FeatureTrack {
    return {
      featureLength: this.#featureLength,
      timestamps: Float64Array.from({ length: this.#rows }, (_, row) => this.origin + row / this.#fps),
      values: this.#values.slice(0, this.#rows * this.#featureLength),
    };
  }

  #append(features: Float32Array): void {
    const at = this.#rows * this.#featureLength;
    if (at + this.#featureLength > this.#values.length) {
      const larger = new Float32Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values.set(features, at);
    this.#rows++;
  }
}

/**
 * The interval that a presentation time falls into. Container times are fractions written as decimals, so a time a
 * microsecond short of a boundary belongs to the boundary.
 */
export function gridNumber(timestamp: number, fps: number): number {
  return Math.floor(timestamp * fps + 1e-6 * fps);
}
