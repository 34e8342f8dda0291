/**
 * Features on an even grid of `fps` rows a second, held where no frame began (zero-order hold): row k is the frame
 * taken in [k/fps, (k+1)/fps). Grows as frames come; rows that no window will ask for again are forgotten, so hours of
 * footage take no more memory than seconds.
 */
export class SamplingGrid {
  readonly #fps: number;
  readonly #featureLength: number;
  /** Grid number of row 0. */
  #first: number | undefined;
  /** Rows from `#forgotten` on. */
  #values: Float32Array;
  #rows = 0;
  #forgotten = 0;

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

  /** @throws RangeError for a row that is not there yet, or was forgotten */
  row(index: number): Float32Array {
    if (index < this.#forgotten || index >= this.#rows) throw new RangeError(`row ${index} is not kept`);
    const at = (index - this.#forgotten) * this.#featureLength;
    return this.#values.subarray(at, at + this.#featureLength);
  }

  /** Lets go of the rows before `row`. The space is used again once they fill half of it. */
  forgetBefore(row: number): void {
    const dropped = (Math.min(row, this.#rows) - this.#forgotten) * this.#featureLength;
    if (dropped < this.#values.length / 2) return;
    this.#values.copyWithin(0, dropped);
    this.#forgotten = Math.min(row, this.#rows);
  }

  #append(features: Float32Array): void {
    const at = (this.#rows - this.#forgotten) * this.#featureLength;
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
