import { crc32 } from './crc32.ts';
import {
  centralSignature,
  directory,
  endSignature,
  localHeader,
  localHeaderLength,
  localSignature,
  type EntryFacts,
  type ZipEntry,
} from './zip-records.ts';

/** A byte of the container, outside the data of its entries, that is not as Vigil writes it; or data against its CRC. */
export interface ZipDamage {
  /** 'header': before the data of `path`. 'data': the data of `path`. 'directory': after the last entry. */
  readonly part: 'header' | 'data' | 'directory';
  /** The entry concerned; null where none can be named. */
  readonly path: string | null;
  /** Byte offset of the first difference. */
  readonly offset: number;
}

export interface ZipContents {
  readonly entries: readonly ZipEntry[];
  readonly damage: readonly ZipDamage[];
  /** 'other' where its first header is of a zip that another program wrote. */
  readonly writer: 'vigil' | 'other' | 'no-zip';
}

/**
 * Reads a zip that `writeZip` made, entry by entry from the start, and holds every byte of the container against the one
 * value it can have. Data are views of `bytes`. Stops at the first header it cannot follow; never throws.
 */
export function readZip(bytes: Uint8Array<ArrayBuffer>): ZipContents {
  const entries: ZipEntry[] = [];
  const facts: EntryFacts[] = [];
  const damage: ZipDamage[] = [];
  const writer = writerOf(bytes);
  let at = 0;
  while (signatureAt(bytes, at) === localSignature) {
    const entry = entryAt(bytes, at);
    if (!entry) return { entries, writer, damage: [...damage, { part: 'header', path: null, offset: at }] };
    const { path, data, crc } = entry;
    entries.push({ path, data });
    facts.push({ path, size: data.length, crc });
    damage.push(...damageOf(bytes, at, entry));
    at = data.byteOffset - bytes.byteOffset + data.length;
  }
  const signature = signatureAt(bytes, at);
  if (signature !== centralSignature && signature !== endSignature) {
    // Where an entry's length is wrong, what follows it is no header: the entry before is the one to name.
    const path = entries.at(-1)?.path ?? null;
    return { entries, writer, damage: [...damage, { part: 'header', path, offset: at }] };
  }
  return { entries, damage: againstDirectory(bytes, at, damage, entries, facts), writer };
}

/** Where header and data disagree on a checksum, the directory, which repeats it, tells which of the two was altered. */
function againstDirectory(
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
  damage: readonly ZipDamage[],
  entries: readonly ZipEntry[],
  facts: readonly EntryFacts[],
): ZipDamage[] {
  const rest = bytes.subarray(at);
  const difference = firstDifference(rest, directory(facts));
  if (difference < 0) return [...damage];
  const byData = facts.map((fact, index) => ({ ...fact, crc: crc32((entries[index] as ZipEntry).data) }));
  if (firstDifference(rest, directory(byData)) < 0) {
    return damage.map((one) => (one.part === 'data' ? { ...one, part: 'header' } : one));
  }
  return [...damage, { part: 'directory', path: null, offset: at + difference }];
}

/** One altered byte changes one of the five fixed fields of a header; another program's zip differs in more. */
function writerOf(bytes: Uint8Array<ArrayBuffer>): ZipContents['writer'] {
  const signature = signatureAt(bytes, 0);
  if (signature === endSignature) return 'vigil';
  if (signature !== localSignature || bytes.length < localHeaderLength) return 'no-zip';
  const own = localHeader({ path: '', size: 0, crc: 0 });
  const fixedFields = [4, 6, 8, 10, 12];
  const different = fixedFields.filter((at) => bytes[at] !== own[at] || bytes[at + 1] !== own[at + 1]);
  return different.length > 1 ? 'other' : 'vigil';
}

interface FoundEntry extends ZipEntry {
  /** As the header says. */
  readonly crc: number;
}

function entryAt(bytes: Uint8Array<ArrayBuffer>, at: number): FoundEntry | null {
  if (at + localHeaderLength > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, localHeaderLength);
  const size = view.getUint32(18, true);
  const dataAt = at + localHeaderLength + view.getUint16(26, true) + view.getUint16(28, true);
  if (dataAt + size > bytes.length) return null;
  const name = bytes.subarray(at + localHeaderLength, at + localHeaderLength + view.getUint16(26, true));
  return {
    path: new TextDecoder().decode(name),
    data: bytes.subarray(dataAt, dataAt + size),
    crc: view.getUint32(14, true),
  };
}

function damageOf(bytes: Uint8Array<ArrayBuffer>, at: number, entry: FoundEntry): ZipDamage[] {
  const { path, data, crc } = entry;
  const dataAt = data.byteOffset - bytes.byteOffset;
  const expected = localHeader({ path, size: data.length, crc });
  const difference = firstDifference(bytes.subarray(at, dataAt), expected);
  if (difference >= 0) return [{ part: 'header', path, offset: at + difference }];
  return crc32(data) === crc ? [] : [{ part: 'data', path, offset: dataAt }];
}

/** Index of the first byte in which both differ; -1 when they are the same. */
function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return index;
  return -1;
}

function signatureAt(bytes: Uint8Array, at: number): number | null {
  if (at + 4 > bytes.length) return null;
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
}
