import { damaged, refused } from './archive-errors.ts';

/** One file of a zip, as the directory at the zip's end describes it. */
export interface ZipEntry {
  readonly path: string;
  readonly isDeflated: boolean;
  readonly crc32: number;
  /** Inflated, as declared; whoever inflates holds it to that. */
  readonly sizeBytes: number;
  /** The stored bytes, within the zip. */
  readonly data: Uint8Array;
}

/** Far above what Vigil exports (5 entries, some MB), far below what a page cannot hold. */
export const archiveLimits = { entries: 64, bytes: 96e6 } as const;

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;

/**
 * Reads the directory of a zip (PKWARE APPNOTE 6.3.9, §4.3) without inflating anything. Folders are left out. Neither
 * zip64 nor encryption nor parts on several disks: no Vigil model needs them.
 * @param name of the file, for the sentence of an error
 * @throws AppError 'model-corrupt' when bytes are missing, 'model-incompatible' when it is no zip, too large, or has
 *   unsafe or repeated paths
 */
export function readDirectory(bytes: Uint8Array, name: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view, name);
  const count = view.getUint16(end + 10, true);
  const from = view.getUint32(end + 16, true);
  if (count > archiveLimits.entries)
    throw refused(name, `holds ${count} files, more than the ${archiveLimits.entries} a model may have`);
  if (from + view.getUint32(end + 12, true) !== end)
    throw damaged(name, 'its list of files is not where it should be');
  const entries: ZipEntry[] = [];
  let at = from;
  for (let n = 0; n < count; n++) {
    if (at + 46 > end || view.getUint32(at, true) !== entrySignature)
      throw damaged(name, 'its list of files cannot be read');
    const { entry, next } = readEntryAt(bytes, view, at, from, name);
    if (!entry.path.endsWith('/')) entries.push(entry);
    at = next;
  }
  assertSound(entries, name);
  return entries;
}

/** The end record is the last thing in the file but for a comment, whose length it states. */
function findEnd(view: DataView, name: string): number {
  const isZip = view.byteLength >= 4 && view.getUint32(0, true) === localSignature;
  const first = Math.max(0, view.byteLength - endLength - 0xffff);
  for (let at = view.byteLength - endLength; at >= first; at--) {
    const isEnd = view.getUint32(at, true) === endSignature;
    if (isEnd && at + endLength + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw isZip ? damaged(name, 'its end is missing') : refused(name, 'is not a Vigil model file');
}

function readEntryAt(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  limit: number,
  name: string,
): { entry: ZipEntry; next: number } {
  const pathLength = view.getUint16(at + 28, true);
  const path = decodePath(bytes.subarray(at + 46, at + 46 + pathLength), name);
  const method = view.getUint16(at + 10, true);
  const isEncrypted = (view.getUint16(at + 8, true) & 1) === 1;
  if (isEncrypted || (method !== 0 && method !== 8))
    throw refused(name, `stores ${path} in a way that Vigil does not read`);
  const packedBytes = view.getUint32(at + 20, true);
  const sizeBytes = view.getUint32(at + 24, true);
  const local = view.getUint32(at + 42, true);
  if (local + 30 > limit || view.getUint32(local, true) !== localSignature)
    throw damaged(name, `${path} is not where its list of files says`);
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (from + packedBytes > limit) throw damaged(name, `${path} is cut off`);
  if (method === 0 && packedBytes !== sizeBytes) throw damaged(name, `${path} has not the size it states`);
  const data = bytes.subarray(from, from + packedBytes);
  const next = at + 46 + pathLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  return {
    entry: { path, isDeflated: method === 8, crc32: view.getUint32(at + 16, true), sizeBytes, data },
    next,
  };
}

function decodePath(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof TypeError) throw refused(name, 'has a file name that is not text');
    throw cause;
  }
}

function assertSound(entries: readonly ZipEntry[], name: string): void {
  const seen = new Set<string>();
  let total = 0;
  for (const { path, sizeBytes } of entries) {
    if (isUnsafe(path)) throw refused(name, `holds the path ${JSON.stringify(path)}, which leads out of it`);
    if (seen.has(path)) throw refused(name, `holds the file ${path} twice`);
    seen.add(path);
    total += sizeBytes;
  }
  if (total > archiveLimits.bytes)
    throw refused(name, `would take ${Math.ceil(total / 1e6)} MB, more than the 96 MB a model may have`);
}

function isUnsafe(path: string): boolean {
  const hasControl = Array.from(path).some((letter) => letter < ' ' || letter === '\u007f');
  return path === '' || hasControl || /^\/|\\|(^|\/)\.\.?(\/|$)|^[a-z]:/i.test(path);
}
