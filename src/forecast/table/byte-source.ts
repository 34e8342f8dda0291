import { AppError } from '../../base/index.ts';

/** Bytes per read of a plain file, and how many reads run ahead of the parser. */
const sliceBytes = 1 << 20;
const readsAhead = 4;

/** What a table is read from: a File or Blob (sliced, any size), or a one-way stream. */
export type TableInput = Blob | ReadableStream<Uint8Array>;

export interface ByteSource {
  readonly compressed: boolean;
  /** Bytes of the input consumed so far (compressed bytes for a .gz). */
  consumed(): number;
  readonly chunks: AsyncGenerator<Uint8Array, void>;
}

/**
 * Opens an input as decompressed UTF-8 bytes in pulled chunks. Gzip is known by its magic bytes, UTF-16 by its byte
 * order mark; a UTF-8 mark is left out.
 * @throws AppError 'file-empty', 'input-invalid' (zip archive, spreadsheet, parquet), 'file-unreadable'.
 */
export async function openBytes(input: TableInput, name: string): Promise<ByteSource> {
  let consumed = 0;
  const raw = input instanceof Blob ? slices(input) : readAll(input);
  const counted = (async function* () {
    for await (const chunk of raw) {
      consumed += chunk.length;
      yield chunk;
    }
  })();
  const [head, rest] = await peek(counted, 4);
  if (head.length === 0) {
    throw new AppError('file-empty', `${name} is empty.`, {
      remedy: 'Choose a CSV file with a header and rows.',
    });
  }
  refuseOtherFormats(head, name);
  const compressed = head[0] === 0x1f && head[1] === 0x8b;
  const plain = compressed ? gunzip(rest, name) : rest;
  return { compressed, consumed: () => consumed, chunks: withoutMark(plain) };
}

/** The next slices are being read while the one before is used. */
async function* slices(blob: Blob): AsyncGenerator<Uint8Array, void> {
  const coming: Promise<Uint8Array>[] = [];
  let asked = 0;
  while (asked < blob.size || coming.length > 0) {
    while (asked < blob.size && coming.length < readsAhead) {
      const slice = readSlice(blob, asked);
      // A reader that stops early must not leave an unhandled rejection; the loop itself still sees it.
      slice.catch(() => undefined);
      coming.push(slice);
      asked += sliceBytes;
    }
    yield (await coming.shift()) as Uint8Array;
  }
}

async function readSlice(blob: Blob, at: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.slice(at, at + sliceBytes).arrayBuffer());
  } catch (cause) {
    throw new AppError('file-unreadable', 'The file could not be read to its end.', {
      remedy: 'Choose the file again; it may have been changed or moved.',
      cause,
    });
  }
}

async function* readAll(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

async function peek(
  chunks: AsyncGenerator<Uint8Array, void>,
  least: number,
): Promise<[Uint8Array, AsyncGenerator<Uint8Array, void>]> {
  let head = new Uint8Array(0);
  while (head.length < least) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    head = joined(head, value);
  }
  const all = (async function* () {
    if (head.length > 0) yield head;
    yield* chunks;
  })();
  return [head, all];
}

export function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

async function* gunzip(
  chunks: AsyncGenerator<Uint8Array, void>,
  name: string,
): AsyncGenerator<Uint8Array, void> {
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
  });
  try {
    yield* readAll(source.pipeThrough(new DecompressionStream('gzip')));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('file-unreadable', `${name} is not a whole gzip file.`, {
      remedy: 'Download it again, or unpack it first.',
      cause,
    });
  }
}

/** Drops a UTF-8 mark; re-encodes UTF-16, which spreadsheets save as "Unicode text". */
async function* withoutMark(chunks: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  const [head, all] = await peek(chunks, 3);
  if (head[0] === 0xff && head[1] === 0xfe) return yield* reencoded(all, 'utf-16le');
  if (head[0] === 0xfe && head[1] === 0xff) return yield* reencoded(all, 'utf-16be');
  let mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  for await (const chunk of all) {
    yield mark > 0 ? chunk.subarray(mark) : chunk;
    mark = 0;
  }
}

async function* reencoded(
  chunks: AsyncGenerator<Uint8Array, void>,
  encoding: 'utf-16le' | 'utf-16be',
): AsyncGenerator<Uint8Array, void> {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for await (const chunk of chunks) yield encoder.encode(decoder.decode(chunk, { stream: true }));
  yield encoder.encode(decoder.decode());
}

function refuseOtherFormats(head: Uint8Array, name: string): void {
  const magic = String.fromCharCode(...head.subarray(0, 4));
  const kind =
    magic === 'PK\x03\x04'
      ? 'a zip archive or a spreadsheet'
      : magic === 'PAR1'
        ? 'a Parquet file'
        : magic === '%PDF'
          ? 'a PDF'
          : magic.startsWith('\x89PNG') || magic.startsWith('\xff\xd8\xff')
            ? 'a picture'
            : null;
  if (kind === null) return;
  throw new AppError('input-invalid', `${name} is ${kind}, not a CSV file.`, {
    remedy: 'Export it as CSV (a .csv.gz is fine), then choose that file.',
  });
}
