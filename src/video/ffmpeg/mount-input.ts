import { messageOf } from '../../base/index.ts';
import type { CoreFileSystem } from './core-module.ts';
import { inputPath } from './run-protocol.ts';

// Named here because the DOM library, which also reads this file, leaves it out.
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

const readAheadBytes = 1024 * 1024;
const aliveEveryMs = 500;
const inputOutputError = 29;

/** Any size at any position, read in slices that are kept for the next, mostly adjoining, read. */
class ReadAhead {
  readonly #blob: Blob;
  readonly #reader = new FileReaderSync();
  #begin = 0;
  #bytes = new Uint8Array(0);

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  read(into: Uint8Array, offset: number, length: number, position: number): number {
    const end = Math.min(position + length, this.#blob.size);
    if (position < this.#begin || end > this.#begin + this.#bytes.length) this.#load(position, end);
    const from = position - this.#begin;
    const part = this.#bytes.subarray(from, from + Math.max(0, end - position));
    into.set(part, offset);
    return part.length;
  }

  /** Reads ahead when reading goes on where it stopped, and only what is asked after a jump. */
  #load(position: number, end: number): void {
    const goesOn = position >= this.#begin && position <= this.#begin + this.#bytes.length;
    const upTo = goesOn ? Math.max(end, position + readAheadBytes) : end;
    this.#bytes = new Uint8Array(this.#reader.readAsArrayBuffer(this.#blob.slice(position, upTo)));
    this.#begin = position;
  }
}

/**
 * Mounts the file read-only under a plain name, whatever its own. A failed read ends the command and is remembered;
 * `onRead` is called now and then while the file is being read.
 */
export function mountInput(fs: CoreFileSystem, file: Blob, onRead: () => void): { readError: string | null } {
  const state: { readError: string | null } = { readError: null };
  const ahead = new ReadAhead(file);
  let toldAt = 0;
  const folder = inputPath.slice(0, inputPath.lastIndexOf('/'));
  fs.filesystems.WORKERFS.stream_ops.read = (_stream, buffer, offset, length, position) => {
    const now = performance.now();
    if (now - toldAt > aliveEveryMs) {
      toldAt = now;
      onRead();
    }
    try {
      return ahead.read(buffer, offset, length, position);
    } catch (error) {
      state.readError = messageOf(error);
      throw new fs.ErrnoError(inputOutputError);
    }
  };
  fs.mkdir(folder);
  fs.mount(
    fs.filesystems.WORKERFS,
    { blobs: [{ name: inputPath.slice(folder.length + 1), data: file }] },
    folder,
  );
  return state;
}
