import { sha256 as plainSha256 } from '@noble/hashes/sha2.js';
import { breathe, type Task } from '../base/index.ts';

/**
 * SHA-256 (FIPS 180-4) in lower-case hex; of a text, over its UTF-8 bytes. The browser's own where it offers one (a
 * secure context), the same in JavaScript elsewhere.
 */
export async function sha256Hex(data: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  return toHex(isSubtleHere() ? await digest(bytes) : plainSha256(bytes));
}

const sliceBytes = 4 * 1024 * 1024;

/**
 * The same of a file of any size, in slices, and without WebAssembly, which a page opened from disk may not compile.
 * @throws whatever reading the file throws; the signal's reason when aborted
 */
export async function sha256OfBlob(blob: Blob, task: Task): Promise<string> {
  const hash = plainSha256.create();
  for (let done = 0; done < blob.size;) {
    await breathe(task.signal);
    const slice = new Uint8Array(await blob.slice(done, done + sliceBytes).arrayBuffer());
    hash.update(slice);
    done += slice.length;
    task.onProgress?.({ stage: 'hashing', done, total: blob.size, unit: 'bytes' });
  }
  return toHex(hash.digest());
}

function isSubtleHere(): boolean {
  return (globalThis.crypto as Partial<Crypto> | undefined)?.subtle !== undefined;
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
