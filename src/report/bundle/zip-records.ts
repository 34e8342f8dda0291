/*
 * The three records of a zip file (APPNOTE 6.3.10, 4.3.7, 4.3.12, 4.3.16) in the one form that Vigil writes: stored,
 * no dates, no extra fields, ASCII names. Nothing is left to choose, so every byte of a bundle has one right value, and
 * an archive that is not compressed cannot be a bomb.
 */

export interface ZipEntry {
  readonly path: string;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** What the headers say of an entry. */
export interface EntryFacts {
  readonly path: string;
  readonly size: number;
  readonly crc: number;
}

export const localSignature = 0x04034b50;
export const centralSignature = 0x02014b50;
export const endSignature = 0x06054b50;
export const localHeaderLength = 30;

const centralHeaderLength = 46;
const endLength = 22;
const versionNeeded = 10;
const versionMadeBy = 20;
/** 1 January 1980, the first day that zip knows. */
const noDate = 0x0021;

/** The header before the data of an entry. */
export function localHeader({ path, size, crc }: EntryFacts): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(path);
  const record = new Record(localHeaderLength + name.length);
  record.u32(localSignature).u16(versionNeeded).u16(0).u16(0).u16(0).u16(noDate);
  record.u32(crc).u32(size).u32(size).u16(name.length).u16(0).text(name);
  return record.bytes;
}

/** The directory and the end record, which follow the last entry. */
export function directory(entries: readonly EntryFacts[]): Uint8Array<ArrayBuffer> {
  const names = entries.map(({ path }) => new TextEncoder().encode(path));
  const length = names.reduce((sum, name) => sum + centralHeaderLength + name.length, 0);
  const record = new Record(length + endLength);
  let offset = 0;
  entries.forEach(({ size, crc }, index) => {
    const name = names[index] as Uint8Array;
    record.u32(centralSignature).u16(versionMadeBy).u16(versionNeeded).u16(0).u16(0).u16(0).u16(noDate);
    record.u32(crc).u32(size).u32(size).u16(name.length).u16(0).u16(0).u16(0).u16(0).u32(0);
    record.u32(offset).text(name);
    offset += localHeaderLength + name.length + size;
  });
  record.u32(endSignature).u16(0).u16(0).u16(entries.length).u16(entries.length);
  record.u32(length).u32(offset).u16(0);
  return record.bytes;
}

/** Writes little-endian fields one after the other. */
class Record {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  u16(value: number): this {
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
    return this;
  }

  u32(value: number): this {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
    return this;
  }

  text(name: Uint8Array): this {
    this.bytes.set(name, this.#at);
    this.#at += name.length;
    return this;
  }
}
