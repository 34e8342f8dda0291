import { breathe, type Task } from '../../base/index.ts';
import type { ByteSource } from './byte-source.ts';
import { type CsvScanner, RowFlaw } from './csv-scanner.ts';

/** A quoted field longer than this is taken for a quote mark that never closes, bytes. */
const longestRow = 1 << 20;

/**
 * Feeds every row of `source` to `onRow(bytes, line)`; the fields are in `scanner` until it returns. Memory is one
 * read plus one row, whatever the file's size.
 * @param firstLine number of the physical line at which the source begins.
 */
export async function scanRows(
  source: ByteSource,
  scanner: CsvScanner,
  onRow: (bytes: Uint8Array, line: number) => void,
  task: Task,
  totalBytes?: number,
): Promise<void> {
  let bytes = new Uint8Array(1 << 16);
  let at = 0;
  let end = 0;
  let line = 1;
  let sinceBreath = 0;

  const drain = (last: boolean): void => {
    bytes[end] = scanner.newline;
    while (at < end) {
      let next = scanner.next(bytes, at, end, last);
      const stuck = next < 0 ? end - at > longestRow : scanner.flaw === RowFlaw.unclosedQuote;
      if (stuck) {
        next = scanner.next(bytes, at, end, last, false);
        scanner.flaw = RowFlaw.unclosedQuote;
      }
      if (next < 0) return;
      onRow(bytes, line);
      line += scanner.lines;
      at = next;
    }
  };

  for await (const chunk of source.chunks) {
    const kept = end - at;
    if (kept + chunk.length + 1 > bytes.length) {
      const larger = new Uint8Array(kept + chunk.length + 1);
      larger.set(bytes.subarray(at, end));
      bytes = larger;
    } else bytes.copyWithin(0, at, end);
    bytes.set(chunk, kept);
    at = 0;
    end = kept + chunk.length;
    drain(false);
    sinceBreath += chunk.length;
    if (sinceBreath > 6 << 20) {
      sinceBreath = 0;
      task.onProgress?.({
        stage: 'read',
        done: source.consumed(),
        unit: 'bytes',
        ...(totalBytes === undefined ? {} : { total: totalBytes }),
      });
      await breathe(task.signal);
    }
  }
  drain(true);
}
