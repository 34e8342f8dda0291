import { createSHA256 } from 'hash-wasm';
import { breathe, type Task } from '../base/index.ts';
import { asVideoError, videoErrors } from './video-errors.ts';

const sliceBytes = 4 * 1024 * 1024;

/**
 * SHA-256 (FIPS 180-4) of the whole file in lower-case hex, read in slices of 4 MiB, so memory stays flat.
 * @throws AppError 'file-unreadable'; the signal's reason when aborted.
 */
export async function sha256(file: File, task: Task): Promise<string> {
  const hash = await createSHA256();
  for (let done = 0; done < file.size;) {
    await breathe(task.signal);
    const slice = await read(file, done);
    hash.update(slice);
    done += slice.length;
    task.onProgress?.({ stage: 'hashing', done, total: file.size, unit: 'bytes' });
  }
  return hash.digest('hex');
}

async function read(file: File, from: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(from, from + sliceBytes).arrayBuffer());
  } catch (error) {
    throw asVideoError(error, file.name, (cause) => videoErrors.unreadable(file.name, cause));
  }
}
