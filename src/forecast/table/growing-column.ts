type Column = Int32Array | Uint16Array | Uint8Array | Float32Array;
const blockRows = 1 << 16;

/** A typed array of unknown length, grown by blocks so that nothing is copied until the end. */
export class GrowingColumn<T extends Column> {
  length = 0;
  private blocks: T[] = [];
  private block: T;
  private at = 0;

  constructor(private readonly create: (length: number) => T) {
    this.block = create(blockRows);
  }

  push(value: number): void {
    if (this.at === blockRows) {
      this.blocks.push(this.block);
      this.block = this.create(blockRows);
      this.at = 0;
    }
    this.block[this.at++] = value;
    this.length++;
  }

  /** The whole column; the blocks are given up, so call it once. */
  finish(): T {
    const whole = this.create(this.length);
    this.blocks.push(this.block.subarray(0, this.at) as T);
    this.blocks.forEach((block, index) => whole.set(block, index * blockRows));
    this.blocks = [];
    return whole;
  }
}
