/** Id of a missing value. */
export const missingId = 0xffff;
const mostRaw = 60_000;
const decoder = new TextDecoder();

/**
 * Gives each distinct text a small number, straight from its bytes. Spellings that `canonical` maps to one name share
 * an id; `merged` tells which. Past {@link mostRaw} spellings the rest are counted together as "(other)".
 */
export class Interner {
  readonly names: string[] = [];
  /** Spelling → name, where they differ by more than blanks and case. */
  readonly merged = new Map<string, string>();
  private slots = new Int32Array(1024).fill(-1);
  private raw: { bytes: Uint8Array; hash: number; id: number }[] = [];
  private idByName = new Map<string, number>();

  constructor(private readonly canonical: (text: string) => string) {}

  /** Id of the text in `bytes[start, end)`; {@link missingId} when it stands for nothing. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    if (start === end) return missingId;
    let hash = end - start;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
    const mask = this.slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const index = this.slots[slot] as number;
      if (index < 0) break;
      const entry = this.raw[index] as (typeof this.raw)[number];
      if (entry.hash === hash && same(entry.bytes, bytes, start, end)) return entry.id;
      slot = (slot + 1) & mask;
    }
    if (this.raw.length >= mostRaw) return this.idOf('(other)');
    const id = this.idOfText(decoder.decode(bytes.subarray(start, end)));
    this.slots[slot] = this.raw.length;
    this.raw.push({ bytes: bytes.slice(start, end), hash, id });
    if (this.raw.length * 2 > this.slots.length) this.grow();
    return id;
  }

  /** Id of a name that is not read from bytes, such as a column header. */
  idOf(name: string): number {
    const known = this.idByName.get(name);
    if (known !== undefined) return known;
    this.idByName.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  private idOfText(text: string): number {
    const trimmed = text.replaceAll('""', '"').trim().replace(/\s+/g, ' ');
    if (isMissingText(trimmed)) return missingId;
    const name = this.canonical(trimmed);
    if (name.toLowerCase() !== trimmed.toLowerCase()) this.merged.set(trimmed, name);
    return this.idOf(name);
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = this.slots.length - 1;
    this.raw.forEach(({ hash }, index) => {
      let slot = (hash ^ (hash >>> 15)) & mask;
      while ((this.slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = index;
    });
  }
}

/** Texts that mean "nothing here". */
export function isMissingText(text: string): boolean {
  return /^(|na|n\/a|nan|null|none|\(null\)|-|\?|unknown|undefined)$/i.test(text);
}

function same(a: Uint8Array, b: Uint8Array, start: number, end: number): boolean {
  if (a.length !== end - start) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[start + i]) return false;
  return true;
}
