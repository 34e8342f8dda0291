/** Calendar facts of a day counted from 1970-01-01. */
export interface CalendarDay {
  readonly year: number;
  /** 1..12 */
  readonly month: number;
  /** 1..31 */
  readonly day: number;
  /** 0 Monday .. 6 Sunday */
  readonly weekday: number;
  /** 1..366 */
  readonly dayOfYear: number;
}

export function calendarDay(day: number): CalendarDay {
  const date = new Date(day * 86_400_000);
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: (((day + 3) % 7) + 7) % 7,
    dayOfYear: day - Date.UTC(year, 0, 1) / 86_400_000 + 1,
  };
}

type Rule = readonly [name: string, holds: (d: CalendarDay) => boolean];

const fixed = (month: number, day: number) => (d: CalendarDay) => d.month === month && d.day === day;
/** The n-th of a weekday in a month. */
const nth = (month: number, weekday: number, n: number) => (d: CalendarDay) =>
  d.month === month && d.weekday === weekday && Math.floor((d.day - 1) / 7) + 1 === n;

/**
 * Days on which reported crime differs in cities of the United States: federal holidays, the days beside them, and
 * the days to which crimes of unknown date are booked.
 */
const rules: readonly Rule[] = [
  ["New Year's Day", fixed(1, 1)],
  ['2 January', fixed(1, 2)],
  ['Independence Day', fixed(7, 4)],
  ['5 July', fixed(7, 5)],
  ['Christmas Eve', fixed(12, 24)],
  ['Christmas Day', fixed(12, 25)],
  ['26 December', fixed(12, 26)],
  ["New Year's Eve", fixed(12, 31)],
  ['Halloween', fixed(10, 31)],
  ['Thanksgiving', nth(11, 3, 4)],
  ['Day after Thanksgiving', (d) => d.month === 11 && d.weekday === 4 && d.day >= 23 && d.day <= 29],
  ['Labor Day', nth(9, 0, 1)],
  ['Memorial Day', (d) => d.month === 5 && d.weekday === 0 && d.day >= 25],
  ['Martin Luther King Day', nth(1, 0, 3)],
  ["Presidents' Day", nth(2, 0, 3)],
  ['Veterans Day', fixed(11, 11)],
  ['Juneteenth', fixed(6, 19)],
  ["Father's Day", nth(6, 6, 3)],
  ["Mother's Day", nth(5, 6, 2)],
  ['First of the month', (d) => d.day === 1],
  ['2nd of the month', (d) => d.day === 2],
  ['15th of the month', (d) => d.day === 15],
];

export const specialDayNames: readonly string[] = rules.map(([name]) => name);

/** 1 for each rule of {@link specialDayNames} that holds. */
export function specialDays(d: CalendarDay): number[] {
  return rules.map(([, holds]) => (holds(d) ? 1 : 0));
}

/** What is special about the day, in words; null on an ordinary one. */
export function specialDayNote(day: number): string | null {
  const d = calendarDay(day);
  if (d.month === 1 && d.day === 1) return "New Year's Day: crimes of unknown date are often booked here.";
  if (d.day === 1) return 'First of a month: crimes of unknown date are often booked here.';
  return rules.find(([, holds]) => holds(d))?.[0] ?? null;
}
