const empty = -1;

/**
 * The row ids seen so far, 8 bytes each: whole numbers of up to 15 digits exactly, other texts by a 52-bit hash (two
 * of four million then collide once in some 500 files).
 */
export class IdSet {
  size = 0;
  private slots = new Float64Array(1 << 12).fill(empty);

  /** @returns false if the id was there already. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    const key = keyOf(bytes, start, end);
    if (!this.insert(key)) return false;
    if (++this.size > this.slots.length * 0.7) this.grow();
    return true;
  }

  private insert(key: number): boolean {
    const mask = this.slots.length - 1;
    let slot = Math.imul((key % 4294967291) | 0, 0x9e3779b1);
    slot = (slot ^ (slot >>> 15)) & mask;
    for (;;) {
      const seen = this.slots[slot] as number;
      if (seen === key) return false;
      if (seen === empty) break;
      slot = (slot + 1) & mask;
    }
    this.slots[slot] = key;
    return true;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Float64Array(old.length * 2).fill(empty);
    for (const key of old) if (key !== empty) this.insert(key);
  }
}

function keyOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  let at = start;
  if (end - start <= 15) {
    for (; at < end; at++) {
      const digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === end) return value;
  }
  let high = 0x811c9dc5;
  let low = 0x1234567;
  for (let i = start; i < end; i++) {
    high = Math.imul(high ^ (bytes[i] as number), 0x01000193);
    low = (Math.imul(low, 0x5bd1e995) + (bytes[i] as number)) ^ (low >>> 15);
  }
  return (high & 0xfffff) * 4294967296 + (low >>> 0) + 4503599627370496;
}
