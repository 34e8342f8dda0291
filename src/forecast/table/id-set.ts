const empty = -1;
/** Ids of one page of the bitmap. */
const pageBits = 1 << 16;
/** A bitmap page costs as much as this many ids in the hash table: fewer ids a page, and hashing is smaller. */
const worthAPage = 512;
const sparePages = 64;

/**
 * The row ids seen so far. Whole numbers of up to 15 digits are exact: where they lie close together, as a city's do,
 * one bit each, else 8 bytes. Other texts count by a 52-bit hash (two of four million then collide once in some 500
 * files).
 */
export class IdSet {
  size = 0;
  private readonly pages = new Map<number, Uint32Array>();
  private lastPage = -1;
  private lastBits = new Uint32Array(0);
  private readonly rest = new HashedIds();

  /** @returns false if the id was there already. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    const number = wholeNumber(bytes, start, end);
    const isNew = number < 0 ? this.rest.insert(hashOf(bytes, start, end)) : this.addNumber(number);
    if (isNew) this.size++;
    return isNew;
  }

  private addNumber(value: number): boolean {
    const page = Math.floor(value / pageBits);
    const bits = page === this.lastPage ? this.lastBits : this.pageOf(page);
    if (bits === null) return this.rest.insert(value);
    // An id that came before its page had one lies in the hash table.
    if (this.rest.size > 0 && this.rest.has(value)) return false;
    const offset = value - page * pageBits;
    const word = bits[offset >>> 5] as number;
    const bit = 1 << (offset & 31);
    if ((word & bit) !== 0) return false;
    bits[offset >>> 5] = word | bit;
    return true;
  }

  private pageOf(page: number): Uint32Array | null {
    let bits = this.pages.get(page);
    if (bits === undefined) {
      if (this.pages.size >= sparePages + this.size / worthAPage) return null;
      bits = new Uint32Array(pageBits / 32);
      this.pages.set(page, bits);
    }
    this.lastPage = page;
    this.lastBits = bits as Uint32Array<ArrayBuffer>;
    return bits;
  }
}

/** Numbers from 0 on in an open hash table, 8 bytes a slot. */
class HashedIds {
  size = 0;
  private slots = new Float64Array(1 << 10).fill(empty);

  has(key: number): boolean {
    return this.slots[this.slotOf(key)] === key;
  }

  /** @returns false if it was there already. */
  insert(key: number): boolean {
    const slot = this.slotOf(key);
    if (this.slots[slot] === key) return false;
    this.slots[slot] = key;
    if (++this.size > this.slots.length * 0.7) this.grow();
    return true;
  }

  /** Where the key stands, or the empty slot where it would. */
  private slotOf(key: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = Math.imul((key % 4294967291) | 0, 0x9e3779b1);
    slot = (slot ^ (slot >>> 15)) & mask;
    for (;;) {
      const seen = slots[slot] as number;
      if (seen === key || seen === empty) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Float64Array(old.length * 2).fill(empty);
    for (const key of old) if (key !== empty) this.slots[this.slotOf(key)] = key;
  }
}

/** The number written in digits alone, at most 15; otherwise −1. */
function wholeNumber(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 15) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Above every number of 15 digits. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let high = 0x811c9dc5;
  let low = 0x1234567;
  for (let i = start; i < end; i++) {
    high = Math.imul(high ^ (bytes[i] as number), 0x01000193);
    low = (Math.imul(low, 0x5bd1e995) + (bytes[i] as number)) ^ (low >>> 15);
  }
  return (high & 0xfffff) * 4294967296 + (low >>> 0) + 4503599627370496;
}
