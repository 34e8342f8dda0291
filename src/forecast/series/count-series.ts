import { AppError } from '../../base/index.ts';
import type { CountSeries, SeriesFilter } from '../../contract/index.ts';
import { dayOfIso, ImputedBit, type CrimeTable } from '../table/index.ts';
import { filterRows } from './filter-rows.ts';

/** Counts filled in here, or before the file was made. */
const filledCount = ImputedBit.count | ImputedBit.given;

/**
 * Crimes per day (or week, or month, as the table steps) over the rows that pass `filter`. Steps without rows are 0.
 * The span is the table's, not the filtered rows', so a rare type keeps its quiet days.
 * @param lagging last days of the table that look unfinished, left out.
 * @throws AppError 'input-invalid' when nothing remains.
 */
export function countSeries(table: CrimeTable, filter: SeriesFilter, lagging: number): CountSeries {
  const [first, last] = span(table, filter, lagging);
  const days = stepDays(table, first, last);
  if (days.length === 0) {
    throw new AppError('input-invalid', 'No day lies in the chosen span.', { remedy: 'Widen the dates.' });
  }
  const indexOf = stepIndex(table, days);
  const values = new Float64Array(days.length);
  const imputed = new Uint8Array(days.length);
  const passes = filterRows(table, filter);
  for (let row = 0; row < table.rows; row++) {
    const day = table.day[row] as number;
    if (day < first || day > last || !passes(row)) continue;
    const at = indexOf(day);
    values[at] = (values[at] as number) + (table.count === null ? 1 : (table.count[row] as number));
    if (((table.imputed[row] as number) & filledCount) !== 0) imputed[at] = 1;
  }
  return { cadence: table.cadence, days, values, imputed };
}

/** Steps that make one season: a week of days, a year of weeks or months. */
export function seasonOf(cadence: CountSeries['cadence']): number {
  return cadence === 'day' ? 7 : cadence === 'week' ? 52 : 12;
}

function span(table: CrimeTable, filter: SeriesFilter, lagging: number): [number, number] {
  let first = Infinity;
  let last = -Infinity;
  for (const day of table.day) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  const from = filter.from === undefined ? first : dayOfIso(filter.from);
  const to = filter.to === undefined ? last - lagging : dayOfIso(filter.to);
  if (Number.isNaN(from) || Number.isNaN(to)) {
    throw new AppError('input-invalid', 'A date of the filter is not written as YYYY-MM-DD.', {
      remedy: 'Write dates as 2019-05-27.',
    });
  }
  return [Math.max(first, from), Math.min(last, to)];
}

function stepDays(table: CrimeTable, first: number, last: number): Int32Array {
  const days: number[] = [];
  if (table.cadence === 'month') {
    const at = new Date(first * 86_400_000);
    at.setUTCDate(1);
    for (; at.getTime() / 86_400_000 <= last; at.setUTCMonth(at.getUTCMonth() + 1))
      days.push(at.getTime() / 86_400_000);
  } else {
    const step = table.cadence === 'week' ? 7 : 1;
    for (let day = first; day <= last; day += step) days.push(day);
  }
  return Int32Array.from(days);
}

function stepIndex(table: CrimeTable, days: Int32Array): (day: number) => number {
  const first = days[0] as number;
  if (table.cadence === 'day') return (day) => day - first;
  if (table.cadence === 'week') return (day) => Math.floor((day - first) / 7);
  const start = new Date(first * 86_400_000);
  const months = start.getUTCFullYear() * 12 + start.getUTCMonth();
  return (day) => {
    const at = new Date(day * 86_400_000);
    return at.getUTCFullYear() * 12 + at.getUTCMonth() - months;
  };
}
