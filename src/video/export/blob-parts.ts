/** Bytes gathered before they are handed to the browser, which keeps large blobs on disk. */
const partBytes = 8 * 1024 * 1024;

interface Patch {
  readonly position: number;
  readonly bytes: Blob;
  readonly end: number;
}

/**
 * A file that is written from front to back, with here and there a step back to fill in a size, gathered as a blob in
 * parts: no more than 8 MiB of it are held here.
 */
export class BlobParts {
  readonly #parts: Blob[] = [];
  #pending: Uint8Array<ArrayBuffer>[] = [];
  #pendingBytes = 0;
  #size = 0;
  readonly #patches: Patch[] = [];

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** Copies the bytes; a gap before `position` is filled with zeros. */
  write(position: number, bytes: Uint8Array): void {
    if (position > this.#size) this.#append(new Uint8Array(position - this.#size));
    const overlap = Math.min(bytes.length, this.#size - position);
    if (overlap > 0) this.#patch(position, bytes.slice(0, overlap));
    if (overlap < bytes.length) this.#append(bytes.slice(overlap));
  }

  /** As mediabunny's StreamTarget wants it. */
  writable(): WritableStream<{ data: Uint8Array; position: number }> {
    return new WritableStream({ write: ({ data, position }) => this.write(position, data) });
  }

  /** The whole, by reference to its parts. */
  blob(type: string): Blob {
    this.#flush();
    const whole = this.#patches.reduce((blob, { position, bytes, end }) => {
      return new Blob([blob.slice(0, position), bytes, blob.slice(end)]);
    }, new Blob(this.#parts));
    return new Blob([whole], { type });
  }

  #append(bytes: Uint8Array<ArrayBuffer>): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#size += bytes.length;
    if (this.#pendingBytes >= partBytes) this.#flush();
  }

  #patch(position: number, bytes: Uint8Array<ArrayBuffer>): void {
    const last = this.#patches.at(-1);
    // Writing on where the last patch ended makes one patch of the two.
    if (last?.end === position) this.#patches.pop();
    const joined = last?.end === position ? new Blob([last.bytes, bytes]) : new Blob([bytes]);
    const begin = last?.end === position ? last.position : position;
    this.#patches.push({ position: begin, bytes: joined, end: position + bytes.length });
  }

  #flush(): void {
    if (this.#pending.length > 0) this.#parts.push(new Blob(this.#pending));
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}
