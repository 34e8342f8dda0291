import { AppError } from '../../base/index.ts';
import { CsvScanner, fieldText, RowFlaw } from './csv-scanner.ts';
import { DateReader, type DateOrder } from './parse-date.ts';

export type Delimiter = ',' | ';' | '\t' | '|';

export interface SampledFormat {
  readonly delimiter: Delimiter;
  /** 10, or 13 for files of the old Macintosh. */
  readonly newline: number;
  /** Rows as text, the header (if any) first; at most {@link sampledRows}. */
  readonly rows: readonly (readonly string[])[];
  readonly decimalComma: boolean;
  readonly hasHeader: boolean;
}

const sampledRows = 2000;
const delimiters: readonly Delimiter[] = [',', ';', '\t', '|'];

/**
 * Guesses delimiter, line end, decimal mark and header from the first bytes of a file.
 * @param whole true if `sample` is the whole file.
 * @throws AppError 'input-invalid' when the bytes are not a table.
 */
export function sniffFormat(sample: Uint8Array, whole: boolean, name: string): SampledFormat {
  if (sample.subarray(0, 4096).includes(0)) {
    throw new AppError('input-invalid', `${name} is not a text file.`, { remedy: 'Choose a CSV file.' });
  }
  const newline = sample.includes(10) || !sample.includes(13) ? 10 : 13;
  const bytes = new Uint8Array(sample.length + 1);
  bytes.set(sample);
  bytes[sample.length] = newline;
  let best: { delimiter: Delimiter; rows: string[][]; score: number } | null = null;
  for (const delimiter of delimiters) {
    const rows = sampleRows(bytes, sample.length, delimiter, newline, whole);
    const width = rows[0]?.length ?? 0;
    const even = rows.filter((row) => row.length === width).length / Math.max(1, rows.length);
    const score = width > 1 ? even * 100 + Math.min(width, 50) : 0;
    if (best === null || score > best.score) best = { delimiter, rows, score };
  }
  const { delimiter, rows } = best as { delimiter: Delimiter; rows: string[][] };
  if (rows.length === 0)
    throw new AppError('input-invalid', `${name} has no rows.`, { remedy: 'Choose a CSV file.' });
  return {
    delimiter,
    newline,
    rows,
    decimalComma: usesDecimalComma(rows, delimiter),
    hasHeader: hasHeader(rows),
  };
}

function sampleRows(
  bytes: Uint8Array,
  end: number,
  delimiter: Delimiter,
  newline: number,
  whole: boolean,
): string[][] {
  const scanner = new CsvScanner(delimiter.charCodeAt(0), newline);
  const rows: string[][] = [];
  for (let at = 0; at < end && rows.length < sampledRows;) {
    const next = scanner.next(bytes, at, end, whole);
    if (next < 0) break;
    if (!scanner.blank && scanner.flaw === RowFlaw.none) {
      rows.push(Array.from({ length: scanner.columns }, (_, k) => fieldText(scanner, bytes, k).trim()));
    }
    at = next;
  }
  return rows;
}

function usesDecimalComma(rows: readonly (readonly string[])[], delimiter: Delimiter): boolean {
  if (delimiter === ',') return false;
  const cells = rows.slice(1, 200).flat();
  const commas = cells.filter((cell) => /^-?\d+,\d+$/.test(cell)).length;
  const points = cells.filter((cell) => /^-?\d+\.\d+$/.test(cell)).length;
  return commas > points;
}

/** A first row with a readable date, or of numbers only while the second has the same, is data. */
function hasHeader(rows: readonly (readonly string[])[]): boolean {
  const first = rows[0] ?? [];
  const encoder = new TextEncoder();
  return !first.some((cell) => {
    if (!/\d.*[-/.].*\d/.test(cell)) return false;
    const bytes = encoder.encode(cell);
    return ['month-first', 'day-first'].some(
      (order) => new DateReader(order as DateOrder).read(bytes, 0, bytes.length) === null,
    );
  });
}

/** The order that the sampled dates of one column prove; null when they prove nothing or contradict each other. */
export function provenOrder(cells: readonly string[]): DateOrder | null {
  const reader = new DateReader('month-first');
  const encoder = new TextEncoder();
  for (const cell of cells) {
    const bytes = encoder.encode(cell);
    reader.read(bytes, 0, bytes.length);
  }
  if (reader.proven > reader.contradicted) return 'month-first';
  return reader.contradicted > reader.proven ? 'day-first' : null;
}
