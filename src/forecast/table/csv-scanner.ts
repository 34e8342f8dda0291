/** What is wrong with the row just scanned; `none` when it is well formed. */
export const RowFlaw = { none: 0, unclosedQuote: 1, textAfterQuote: 2, tooManyColumns: 3 } as const;
export type RowFlaw = (typeof RowFlaw)[keyof typeof RowFlaw];

export const maxColumns = 4096;
const quote = 34;
const carriageReturn = 13;
const space = 32;

/**
 * Finds the fields of one CSV row after another in a byte buffer, without making strings (RFC 4180: quoted fields may
 * hold delimiters, line breaks and doubled quotes). The buffer must hold a line break at `end` as a sentinel.
 */
export class CsvScanner {
  /** Byte range of field k, quotes and a closing CR left out: [starts[k], ends[k]). */
  readonly starts = new Int32Array(maxColumns);
  readonly ends = new Int32Array(maxColumns);
  /** 1 where the field holds doubled quotes that {@link fieldText} must halve. */
  readonly doubled = new Uint8Array(maxColumns);
  columns = 0;
  /** Physical lines that the row spans. */
  lines = 1;
  flaw: RowFlaw = RowFlaw.none;

  constructor(
    readonly delimiter: number,
    readonly newline: number = 10,
  ) {}

  /**
   * Scans the row at `from`. `quotes: false` reads quote marks as plain text, to get past a quote that never closes.
   * @returns the offset after the row, or -1 if it does not end before `end` and more bytes may come (`last` false).
   */
  next(bytes: Uint8Array, from: number, end: number, last: boolean, quotes = true): number {
    const { delimiter, newline, starts, ends, doubled } = this;
    let at = from;
    let column = 0;
    this.flaw = RowFlaw.none;
    this.lines = 1;
    for (;;) {
      let start = at;
      let stop: number;
      let pairs = 0;
      let byte = bytes[at] as number;
      if (byte === quote && quotes && at < end) {
        start = ++at;
        for (;;) {
          while (at < end && (byte = bytes[at] as number) !== quote) {
            if (byte === newline) this.lines++;
            at++;
          }
          if (at >= end) {
            if (!last) return -1;
            this.flaw = RowFlaw.unclosedQuote;
            break;
          }
          if (at + 1 >= end && !last) return -1;
          if (at + 1 < end && bytes[at + 1] === quote) {
            pairs = 1;
            at += 2;
            continue;
          }
          break;
        }
        stop = Math.min(at, end);
        at++;
        while (at < end && (byte = bytes[at] as number) !== delimiter && byte !== newline) {
          if (byte !== carriageReturn && byte !== space) this.flaw = RowFlaw.textAfterQuote;
          at++;
        }
      } else {
        while (byte !== delimiter && byte !== newline) byte = bytes[++at] as number;
        if (at > end) at = end;
        stop = at;
        if (at >= end || byte === newline) {
          if (stop > start && bytes[stop - 1] === carriageReturn) stop--;
        }
      }
      if (at >= end && !last) return -1;
      if (column < maxColumns) {
        starts[column] = start;
        ends[column] = stop;
        doubled[column] = pairs;
        column++;
      } else this.flaw = RowFlaw.tooManyColumns;
      if (at >= end || bytes[at] === newline) {
        this.columns = column;
        return Math.min(at + 1, end);
      }
      at++;
    }
  }

  /** True for an empty line: one field of no bytes. */
  get blank(): boolean {
    return this.columns === 1 && this.starts[0] === this.ends[0];
  }
}

const decoder = new TextDecoder();

/** The text of field `column` of the row last scanned, doubled quotes halved. */
export function fieldText(scanner: CsvScanner, bytes: Uint8Array, column: number): string {
  const text = decoder.decode(bytes.subarray(scanner.starts[column], scanner.ends[column]));
  return scanner.doubled[column] === 1 ? text.replaceAll('""', '"') : text;
}
