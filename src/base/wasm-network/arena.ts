const pageBytes = 65_536;

/** A stretch of 32-bit floats in the memory that the kernels see. */
export class Span {
  private view: Float32Array | null = null;

  constructor(
    private readonly arena: Arena,
    /** Byte address of the first number. */
    readonly address: number,
    readonly length: number,
  ) {}

  get values(): Float32Array {
    return (this.view ??= new Float32Array(this.arena.memory.buffer, this.address, this.length));
  }

  /** `length` numbers from `from` on, in the same memory. */
  part(from: number, length: number): Span {
    return new Span(this.arena, this.at(from), length);
  }

  /** Byte address of number `index`. */
  at(index: number): number {
    return this.address + 4 * index;
  }
}

/** Lays out all arrays of one network in one WebAssembly memory: reserve first, then read and compute. */
export class Arena {
  private bytes = 0;
  private made: WebAssembly.Memory | null = null;

  /** Zeros, 16-byte aligned. */
  reserve(length: number): Span {
    if (this.made !== null) throw new Error('The memory stands already; reserve before the first use.');
    const span = new Span(this, this.bytes, length);
    this.bytes += Math.ceil(length / 4) * 16;
    return span;
  }

  get memory(): WebAssembly.Memory {
    return (this.made ??= new WebAssembly.Memory({
      initial: Math.max(1, Math.ceil(this.bytes / pageBytes)),
    }));
  }
}
