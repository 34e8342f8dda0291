import { AppError } from '../../base/index.ts';
import type { ColumnMapping, ColumnRole, ImportOptions, ImportReport } from '../../contract/index.ts';
import type { DateOrder } from './parse-date.ts';
import { layoutName, recogniseColumns } from './recognise-columns.ts';
import { provenOrder, type SampledFormat } from './sniff-format.ts';
import { utcBesideLocal } from './utc-column.ts';

/** How every row of one file is to be read. */
export interface ImportPlan {
  readonly format: SampledFormat;
  readonly headers: readonly string[];
  readonly mapping: ColumnMapping;
  readonly layout: string;
  readonly kind: ImportReport['kind'];
  /** Columns that each hold the counts of one group, for a wide series. */
  readonly wideColumns: readonly number[];
  readonly order: DateOrder;
  /** False while the sample does not prove the order. */
  readonly orderProven: boolean;
  readonly yearFirst: boolean;
  /** Header of a column that repeats the dates in UTC. */
  readonly utcColumn: string | null;
}

/**
 * Decides kind, columns and date order from the sample and the user's own choices.
 * @throws AppError 'input-invalid' when no column can be a date.
 */
export function planImport(format: SampledFormat, options: ImportOptions, name: string): ImportPlan {
  const first = format.rows[0] ?? [];
  const headers = format.hasHeader
    ? first.map((header, k) => (header === '' ? `column ${k + 1}` : header))
    : first.map((_, k) => `column ${k + 1}`);
  const body = format.hasHeader ? format.rows.slice(1) : format.rows;
  let mapping: Partial<Record<ColumnRole, number>> = {
    ...(options.mapping ?? (format.hasHeader ? recogniseColumns(headers) : guessByContent(body))),
  };
  if (mapping.date === undefined && mapping.year === undefined) {
    throw new AppError('input-invalid', `No column of ${name} looks like a date.`, {
      remedy: 'Say which column holds the date, under "Columns".',
      details: { headers: headers.join(', ').slice(0, 300) },
    });
  }
  if (options.mapping === undefined && mapping.count !== undefined) {
    const incident = mapping.latitude !== undefined || mapping.id !== undefined;
    if (incident || !isNumeric(body, mapping.count)) delete mapping.count;
  }
  const wideColumns = wideSeriesColumns(mapping, headers, body);
  if (wideColumns.length > 0 && mapping.date !== undefined) mapping = { date: mapping.date };
  const cells = mapping.date === undefined ? [] : body.map((row) => row[mapping.date as number] ?? '');
  const proven = provenOrder(cells);
  return {
    format,
    headers,
    mapping,
    layout: layoutName(headers),
    kind: wideColumns.length > 0 ? 'series-wide' : mapping.count === undefined ? 'incidents' : 'series-long',
    wideColumns,
    order: options.dateOrder ?? proven ?? 'month-first',
    orderProven: options.dateOrder !== undefined || proven !== null,
    utcColumn: utcBesideLocal(headers, body, mapping.date),
    yearFirst:
      mapping.date === undefined ||
      cells.slice(0, 100).every((cell) => !/^\s*\d{1,2}[-/.]\d{1,2}[-/.]/.test(cell)),
  };
}

/** A date beside nothing but numbers under headers of their own is one count column per group. */
function wideSeriesColumns(
  mapping: ColumnMapping,
  headers: readonly string[],
  body: readonly (readonly string[])[],
): number[] {
  const { date, count, type, latitude, id } = mapping;
  if (date === undefined || [count, type, latitude, id].some((column) => column !== undefined)) return [];
  const others = headers.map((_, k) => k).filter((k) => k !== date);
  return others.length > 0 && others.every((k) => isNumeric(body, k)) ? others : [];
}

function isNumeric(body: readonly (readonly string[])[], column: number): boolean {
  const cells = body.map((row) => row[column] ?? '').filter((cell) => cell !== '');
  const numbers = cells.filter((cell) => /^-?[\d.,\s]+(e[+-]?\d+)?$/i.test(cell)).length;
  return cells.length > 0 && numbers / cells.length > 0.9;
}

/** For a file without header: the first column of dates, and a lone numeric column as count. */
function guessByContent(body: readonly (readonly string[])[]): ColumnMapping {
  const columns = (body[0] ?? []).map((_, k) => k);
  const date = columns.find((k) =>
    body.slice(0, 50).every((row) => /\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?/.test(row[k] ?? '')),
  );
  const numeric = columns.filter((k) => k !== date && isNumeric(body, k));
  const mapping: Partial<Record<ColumnRole, number>> = {};
  if (date !== undefined) mapping.date = date;
  if (columns.length === 2 && numeric.length === 1) mapping.count = numeric[0] as number;
  return mapping;
}
