type Column = Int32Array | Uint16Array | Uint8Array | Float32Array;
const leastRows = 1 << 12;

/** A typed array of unknown length. Room for the expected rows is taken at once: a good guess saves every copy. */
export class GrowingColumn<T extends Column> {
  length = 0;
  private values: T;
  private capacity: number;

  /** @param expected rows; memory that is never written costs nothing. */
  constructor(
    private readonly create: (length: number) => T,
    expected: number,
  ) {
    this.capacity = Math.max(leastRows, expected);
    this.values = create(this.capacity);
  }

  push(value: number): void {
    if (this.length === this.capacity) this.grow();
    this.values[this.length++] = value;
  }

  /** The whole column. */
  finish(): T {
    return (
      this.length < this.capacity / 2
        ? this.values.slice(0, this.length)
        : this.values.subarray(0, this.length)
    ) as T;
  }

  private grow(): void {
    const old = this.values;
    this.capacity = Math.ceil(this.capacity * 1.5);
    this.values = this.create(this.capacity);
    this.values.set(old);
  }
}
