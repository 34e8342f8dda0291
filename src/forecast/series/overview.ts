import type { BoxStats, CountSeries, Overview, SeriesFilter } from '../../contract/index.ts';
import { dayOfIso, ImputedBit, type CrimeTable } from '../table/index.ts';
import { calendarDay } from './calendar.ts';
import { filterRows } from './filter-rows.ts';

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What is shown of a series before any model. */
export function overviewOf(table: CrimeTable, series: CountSeries, filter: SeriesFilter): Overview {
  return {
    series,
    weekdayHour: weekdayByHour(table, filter),
    months: monthlyBoxes(series),
    years: yearOnYear(series),
  };
}

/** Crimes by weekday (Monday first) × hour, [7 · 24]; rows with a filled-in hour left out; null without hours. */
export function weekdayByHour(table: CrimeTable, filter: SeriesFilter): Float64Array | null {
  if (table.hour === null) return null;
  const grid = new Float64Array(7 * 24);
  const passes = filterRows(table, filter);
  const from = filter.from === undefined ? -Infinity : dayOfIso(filter.from);
  const to = filter.to === undefined ? Infinity : dayOfIso(filter.to);
  for (let row = 0; row < table.rows; row++) {
    const day = table.day[row] as number;
    if (day < from || day > to || ((table.imputed[row] as number) & ImputedBit.hour) !== 0 || !passes(row))
      continue;
    const cell = ((((day + 3) % 7) + 7) % 7) * 24 + (table.hour[row] as number);
    grid[cell] = (grid[cell] as number) + (table.count === null ? 1 : (table.count[row] as number));
  }
  return grid;
}

/** Quartiles of the counts by calendar month over all years (linear interpolation, as numpy's default). */
export function monthlyBoxes(series: CountSeries): BoxStats[] {
  const byMonth: number[][] = Array.from({ length: 12 }, () => []);
  series.values.forEach((value, i) => byMonth[calendarDay(series.days[i] as number).month - 1]?.push(value));
  return byMonth.map((values, month) => {
    values.sort((a, b) => a - b);
    const at = (q: number): number => quantileOfSorted(values, q);
    return {
      label: monthNames[month] as string,
      n: values.length,
      min: at(0),
      q1: at(0.25),
      median: at(0.5),
      q3: at(0.75),
      max: at(1),
    };
  });
}

/** Linear interpolation between order statistics (type 7 of Hyndman & Fan 1996); NaN for no values. */
export function quantileOfSorted(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return NaN;
  const at = (sorted.length - 1) * q;
  const below = Math.floor(at);
  const a = sorted[below] as number;
  const b = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return a + (b - a) * (at - below);
}

/** Totals a year, and the change of the daily mean; null for the first year and after a year with fewer than 300 days. */
export function yearOnYear(series: CountSeries): Overview['years'] {
  const totals = new Map<number, { count: number; days: number }>();
  const length = series.cadence === 'day' ? 1 : series.cadence === 'week' ? 7 : 365.25 / 12;
  series.values.forEach((value, i) => {
    const { year } = calendarDay(series.days[i] as number);
    const entry = totals.get(year) ?? { count: 0, days: 0 };
    entry.count += value;
    entry.days += length;
    totals.set(year, entry);
  });
  return [...totals].map(([year, { count, days }]) => {
    const before = totals.get(year - 1);
    const comparable = before !== undefined && before.days >= 300 && days >= 300;
    const perDay = count / days;
    return {
      year,
      count,
      days: Math.round(days),
      perDay,
      change: comparable ? perDay / (before.count / before.days) - 1 : null,
    };
  });
}
