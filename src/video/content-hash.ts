import { sha256 as plainSha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { createSHA256 } from 'hash-wasm';
import { breathe, type Task } from '../base/index.ts';
import { asVideoError, videoErrors } from './video-errors.ts';
import { webAssemblyRuns } from './web-assembly.ts';

const sliceBytes = 4 * 1024 * 1024;

/**
 * SHA-256 (FIPS 180-4) of the whole file in lower-case hex, read in slices of 4 MiB, so memory stays flat. The next slice
 * is read while one is hashed.
 * @throws AppError 'file-unreadable'; the signal's reason when aborted.
 */
export async function sha256(file: File, task: Task): Promise<string> {
  const hash = await startHash();
  let coming = readAhead(file, 0);
  for (let done = 0; done < file.size;) {
    await breathe(task.signal);
    const slice = await coming;
    done += slice.length;
    coming = readAhead(file, done);
    hash.update(slice);
    task.onProgress?.({ stage: 'hashing', done, total: file.size, unit: 'bytes' });
  }
  return hash.hex();
}

interface RunningHash {
  update(bytes: Uint8Array): void;
  hex(): string;
}

/** In WebAssembly where it may run, else in JavaScript: the same digest, more slowly. */
async function startHash(): Promise<RunningHash> {
  if (webAssemblyRuns()) {
    const hash = await createSHA256();
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  }
  const hash = plainSha256.create();
  return { update: (bytes) => void hash.update(bytes), hex: () => bytesToHex(hash.digest()) };
}

/** Begins to read. A failure is told to whoever waits for it; when hashing is given up, nobody does. */
function readAhead(file: File, from: number): Promise<Uint8Array> {
  const coming = read(file, from);
  coming.catch(() => undefined);
  return coming;
}

/** Nothing past the end, without asking the file. */
async function read(file: File, from: number): Promise<Uint8Array> {
  if (from >= file.size) return new Uint8Array(0);
  try {
    return new Uint8Array(await file.slice(from, from + sliceBytes).arrayBuffer());
  } catch (error) {
    throw asVideoError(error, file.name, (cause) => videoErrors.unreadable(file.name, cause));
  }
}
