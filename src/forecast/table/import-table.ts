import { AppError, type Task } from '../../base/index.ts';
import type {
  DataNote,
  ImportOptions,
  ImportReport,
  NamedCount,
  TablePreview,
} from '../../contract/index.ts';
import { joined, openBytes, type ByteSource, type TableInput } from './byte-source.ts';
import type { CrimeTable } from './crime-table.ts';
import { ImputedBit } from './crime-table.ts';
import { CsvScanner } from './csv-scanner.ts';
import { describeDays } from './describe-days.ts';
import { imputeTable } from './impute-table.ts';
import { isoDate } from './iso-date.ts';
import { planImport, type ImportPlan } from './plan-import.ts';
import { dropFarPlaces } from './possible-place.ts';
import { RowBuilder } from './row-builder.ts';
import { scanRows } from './scan-rows.ts';
import { sniffFormat } from './sniff-format.ts';

const sampleBytes = 1 << 18;

export interface ImportedTable {
  readonly table: CrimeTable;
  readonly report: ImportReport;
  /** Last days that look unfinished. */
  readonly lagging: number;
}

/**
 * Reads a crime CSV of any size into columns: incident rows, or a ready series (long or wide). One pass; memory is
 * one read plus about 17 bytes a kept row and 8 bytes an id.
 * @param input a File or Blob, or a stream (then the date order cannot be corrected by a second pass).
 * @throws AppError 'file-empty', 'file-unreadable', 'input-invalid' (no date column, no usable row, not a table).
 */
export async function importTable(
  input: TableInput,
  name: string,
  options: ImportOptions,
  task: Task,
): Promise<ImportedTable> {
  const startedAt = performance.now();
  const first = await readOnce(input, name, options, task);
  const { dates } = first.builder;
  const wrongOrder = !first.plan.orderProven && dates.contradicted > dates.proven;
  if (!wrongOrder || !(input instanceof Blob)) return finish(first, name, input, startedAt, []);
  const order = first.plan.order === 'month-first' ? 'day-first' : 'month-first';
  const second = await readOnce(input, name, { ...options, dateOrder: order }, task);
  const text = `Dates turned out to be ${order} further down, so the file was read again.`;
  return finish(second, name, input, startedAt, [{ kind: 'date-order-corrected', text }]);
}

/** Headers, recognised columns and the first rows, from the first bytes alone. */
export async function previewTable(input: TableInput, name: string): Promise<TablePreview> {
  const { sample, whole } = await sampled(await openBytes(input, name));
  const format = sniffFormat(sample, whole, name);
  const rows = (format.hasHeader ? format.rows.slice(1, 9) : format.rows.slice(0, 8)).map((row) => [...row]);
  const base = { rows, delimiter: format.delimiter };
  try {
    const { headers, mapping, layout } = planImport(format, {}, name);
    return { ...base, headers, mapping, layout };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...base, headers: format.rows[0] ?? [], mapping: {}, layout: 'other' };
  }
}

interface OnePass {
  readonly plan: ImportPlan;
  readonly builder: RowBuilder;
  readonly source: ByteSource;
}

async function readOnce(
  input: TableInput,
  name: string,
  options: ImportOptions,
  task: Task,
): Promise<OnePass> {
  const source = await openBytes(input, name);
  const { sample, whole } = await sampled(source);
  const plan = planImport(sniffFormat(sample, whole, name), options, name);
  const scanner = new CsvScanner(plan.format.delimiter.charCodeAt(0), plan.format.newline);
  const builder = new RowBuilder(plan, scanner, options, expectedRows(sample, input, source));
  const chunks = (async function* () {
    yield sample;
    yield* source.chunks;
  })();
  const total = input instanceof Blob ? input.size : undefined;
  await scanRows({ ...source, chunks }, scanner, (bytes, line) => builder.take(bytes, line), task, total);
  builder.endReading();
  return { plan, builder, source };
}

/** Rows that the whole input should have by the sample's, with a little to spare; what packs to less is a guess. */
function expectedRows(sample: Uint8Array, input: TableInput, { compressed }: ByteSource): number {
  if (!(input instanceof Blob) || compressed) return 0;
  let lines = 1;
  for (let at = sample.indexOf(10); at >= 0; at = sample.indexOf(10, at + 1)) lines++;
  return Math.ceil((1.05 * lines * input.size) / Math.max(1, sample.length));
}

async function sampled(source: ByteSource): Promise<{ sample: Uint8Array; whole: boolean }> {
  let sample: Uint8Array = new Uint8Array(0);
  while (sample.length < sampleBytes) {
    const { done, value } = await source.chunks.next();
    if (done === true) return { sample, whole: true };
    sample = sample.length === 0 ? value : joined(sample, value);
  }
  return { sample, whole: false };
}

function finish(
  { plan, builder, source }: OnePass,
  name: string,
  input: TableInput,
  startedAt: number,
  earlier: readonly DataNote[],
): ImportedTable {
  const rowsKept = builder.rowsRead - builder.rejected.rows;
  if (rowsKept === 0) throw nothingUsable(name, builder);
  const has = (role: keyof ImportPlan['mapping']): boolean => plan.mapping[role] !== undefined;
  const wide = plan.kind === 'series-wide';
  const ready = plan.kind !== 'incidents';
  const imputed = builder.imputed.finish();
  const day = builder.day.finish();
  const hours = builder.hour.finish();
  const hasHours = imputed.some((bits) => (bits & ImputedBit.hour) === 0);
  const latitude = has('latitude') ? builder.latitude.finish() : null;
  const longitude = has('latitude') ? builder.longitude.finish() : null;
  const farPlaces = latitude === null || longitude === null ? 0 : dropFarPlaces(latitude, longitude);
  const columns = {
    hour: hasHours ? hours : null,
    type: has('type') ? builder.type.finish() : null,
    types: builder.types.names,
    area: has('area') || wide ? builder.area.finish() : null,
    areas: builder.areas.names,
    arrest: has('arrest') ? builder.arrest.finish() : null,
    latitude,
    longitude,
    count: ready ? builder.count.finish() : null,
    imputed,
  };
  const missing = imputeTable(columns);
  const facts = describeDays(day, columns.count, builder.monthOnly, ready);
  const table: CrimeTable = { rows: day.length, cadence: facts.cadence, day, ...columns };
  const types = named(table.type, table.types, table.count);
  const report: ImportReport = {
    file: name,
    sizeBytes: input instanceof Blob ? input.size : source.consumed(),
    compressed: source.compressed,
    layout: plan.layout,
    kind: plan.kind,
    delimiter: plan.format.delimiter,
    decimalComma: plan.format.decimalComma,
    dateOrder: plan.yearFirst ? 'year-first' : plan.order,
    headers: plan.headers,
    mapping: plan.mapping,
    rowsRead: builder.rowsRead,
    rowsKept,
    rowsRejected: builder.rejected.rows,
    blankLines: builder.blankLines,
    rejected: builder.rejected.list(),
    missing,
    notes: [...earlier, ...notesOf(plan, builder, farPlaces), ...facts.notes],
    cadence: facts.cadence,
    from: isoDate(facts.first),
    to: isoDate(facts.last),
    crimes: table.count === null ? table.rows : table.count.reduce((sum, n) => sum + n, 0),
    types,
    areas: named(table.area, table.areas, table.count),
    hasCoordinates: latitude?.some((value) => !Number.isNaN(value)) ?? false,
    hasHours,
    hasArrests: table.arrest !== null,
    seconds: (performance.now() - startedAt) / 1000,
  };
  return { table, report, lagging: facts.lagging };
}

function notesOf(plan: ImportPlan, builder: RowBuilder, farPlaces: number): DataNote[] {
  const notes: DataNote[] = [];
  if (!plan.format.hasHeader)
    notes.push({
      kind: 'no-header',
      text: 'The file has no header row; columns were guessed from their content.',
    });
  if (!plan.orderProven && !plan.yearFirst) {
    notes.push({
      kind: 'date-order-assumed',
      text: `No date shows whether the day or the month comes first; read as ${plan.order}.`,
    });
  }
  if (builder.offsets > 0) {
    notes.push({
      kind: 'dates-with-offset',
      rows: builder.offsets,
      text: `${builder.offsets} dates carry a time zone; days and hours are taken as written. If they are UTC, shift them under "Columns".`,
    });
  }
  if (builder.givenImputed > 0) {
    notes.push({
      kind: 'counts-imputed',
      rows: builder.givenImputed,
      text: `The file itself marks ${builder.givenImputed} counts as filled in; they are taken as they are, and carry the mark.`,
    });
  }
  if (plan.utcColumn !== null) {
    notes.push({
      kind: 'utc-beside-local',
      text: `"${plan.utcColumn}" repeats the dates in UTC; the local ones are used.`,
    });
  }
  if (builder.shifted > 0) {
    notes.push({
      kind: 'dates-shifted',
      rows: builder.shifted,
      text: `${builder.shifted} dates were moved by ${builder.shiftHours} hours, as asked.`,
    });
  }
  const badPlaces = builder.badPlaces + farPlaces;
  if (badPlaces > 0) {
    notes.push({
      kind: 'coordinates-impossible',
      rows: badPlaces,
      lines: builder.badPlaceLines,
      text: `${badPlaces} rows have impossible coordinates (0, 0; out of range; or far from the city): they are counted, but not on the map.`,
    });
  }
  const merged = [...builder.types.merged].map(([from, to]) => `${from} → ${to}`);
  if (merged.length > 0)
    notes.push({ kind: 'names-merged', text: `Spellings of one type joined: ${merged.join('; ')}.` });
  if (builder.repeatedIds > 0) {
    notes.push({
      kind: 'duplicates-kept',
      rows: builder.repeatedIds,
      text: `${builder.repeatedIds} rows repeat an id and were kept, as asked.`,
    });
  }
  return notes;
}

function nothingUsable(name: string, builder: RowBuilder): AppError {
  if (builder.rowsRead === 0) {
    return new AppError('input-invalid', `${name} has a header but no rows.`, {
      remedy: 'Choose a file with rows.',
    });
  }
  const [most] = builder.rejected.list();
  return new AppError(
    'input-invalid',
    `No row of ${name} could be used; most often: ${most?.reason ?? 'unknown'}.`,
    {
      remedy: 'Check which column holds the date, under "Columns".',
      details: { rowsRead: builder.rowsRead, line: most?.lines[0] ?? 0, example: most?.example ?? '' },
    },
  );
}

/** Crimes by name, most first. */
function named(ids: Uint16Array | null, names: readonly string[], count: Float32Array | null): NamedCount[] {
  if (ids === null) return [];
  const totals = new Float64Array(names.length);
  ids.forEach((id, i) => {
    totals[id] = (totals[id] ?? 0) + (count === null ? 1 : (count[i] as number));
  });
  return names.map((name, id) => ({ name, count: totals[id] as number })).sort((a, b) => b.count - a.count);
}
