import { AppError } from '../../base/index.ts';
import { crc32 } from './crc32.ts';
import { directory, localHeader, type EntryFacts, type ZipEntry } from './zip-records.ts';

/** A bundle is made and checked in memory; this is what an array may safely hold in every browser. */
const maxBytes = 2e9;
const maxEntries = 20_000;

/**
 * A zip of the entries in the order given, stored. The same entries give the same bytes on every machine.
 * @throws AppError 'input-invalid' when it would pass 2 GB or 20,000 entries
 */
export function writeZip(entries: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
  const total = entries.reduce((sum, { data }) => sum + data.length, 0);
  if (total > maxBytes || entries.length > maxEntries) {
    throw new AppError('input-invalid', 'This is too much for one bundle, which holds at most 2 GB.', {
      remedy: 'Leave the footage out: the bundle keeps its hashes either way.',
      details: { bytes: total, entries: entries.length },
    });
  }
  const facts: EntryFacts[] = entries.map(({ path, data }) => ({
    path,
    size: data.length,
    crc: crc32(data),
  }));
  const parts = entries.flatMap(({ data }, index) => [localHeader(facts[index] as EntryFacts), data]);
  return concat([...parts, directory(facts)]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
