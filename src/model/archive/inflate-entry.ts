import { Inflate } from 'fflate';
import { damaged } from './archive-errors.ts';
import { crc32 } from './crc32.ts';
import type { ZipEntry } from './zip-directory.ts';

/** Deflate can grow 1,032-fold, so one step makes at most 4 MB before its length is looked at. */
const stepBytes = 4096;

/**
 * The bytes of a zip's entry. Inflating stops as soon as there is more than the entry declares.
 * @throws AppError 'model-corrupt' when its length or CRC-32 is not what the directory states
 */
export function inflateEntry(entry: ZipEntry, name: string): Uint8Array<ArrayBuffer> {
  const bytes = entry.isDeflated ? inflated(entry, name) : entry.data.slice();
  if (crc32(bytes) !== entry.crc32) throw damaged(name, `the checksum of ${entry.path} is wrong`);
  return bytes;
}

function inflated({ path, data, sizeBytes }: ZipEntry, name: string): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(sizeBytes);
  let filled = 0;
  let isTooLong = false;
  const stream = new Inflate((chunk) => {
    isTooLong ||= filled + chunk.length > sizeBytes;
    if (isTooLong) return;
    out.set(chunk, filled);
    filled += chunk.length;
  });
  try {
    for (let at = 0; at < data.length && !isTooLong; at += stepBytes)
      stream.push(data.subarray(at, at + stepBytes), at + stepBytes >= data.length);
  } catch (cause) {
    throw damaged(name, `${path} cannot be unpacked`, cause);
  }
  if (isTooLong) throw damaged(name, `${path} grows beyond the size it states`);
  if (filled !== sizeBytes) throw damaged(name, `${path} ends too early`);
  return out;
}
