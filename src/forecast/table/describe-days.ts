import type { Cadence, DataNote } from '../../contract/index.ts';
import { laggingDays } from './lagging-days.ts';

/** What the days of a table say: its cadence, its span, and the notes worth showing. */
export interface DayFacts {
  readonly cadence: Cadence;
  readonly first: number;
  readonly last: number;
  /** Last days that look unfinished; 0 unless daily. */
  readonly lagging: number;
  readonly notes: readonly DataNote[];
}

/**
 * @param day days from 1970-01-01, any order.
 * @param monthOnlyRows rows whose date named no day.
 * @param ready true for a ready series, where an absent date is a gap and not a quiet day.
 */
export function describeDays(
  day: Int32Array,
  count: Float32Array | null,
  monthOnlyRows: number,
  ready: boolean,
): DayFacts {
  let first = Infinity;
  let last = -Infinity;
  for (const d of day) {
    if (d < first) first = d;
    if (d > last) last = d;
  }
  const daily = new Float64Array(last - first + 1);
  const present = new Uint8Array(daily.length);
  for (let i = 0; i < day.length; i++) {
    const at = (day[i] as number) - first;
    const crimes = count === null ? 1 : (count[i] as number);
    daily[at] = (daily[at] as number) + (Number.isNaN(crimes) ? 0 : crimes);
    present[at] = 1;
  }
  const cadence = cadenceOf(first, present, monthOnlyRows === day.length, ready);
  const notes: DataNote[] = [];
  if (cadence === 'month')
    notes.push({
      kind: 'month-only',
      text: 'Dates name only the month: the series is monthly, and daily figures cannot be had from it.',
    });
  if (cadence === 'week')
    notes.push({ kind: 'weekly', text: 'The counts are weekly: the series steps by seven days.' });
  const lagging = cadence === 'day' && !ready ? laggingDays(daily) : 0;
  if (lagging > 0)
    notes.push({
      kind: 'days-lagging',
      rows: lagging,
      text: `The last ${lagging} days are far below their weekday's norm, as when reports are still to come; models leave them out.`,
    });
  if (cadence === 'day') notes.push(...placeholderNote(first, daily), ...gapNote(present, ready));
  const steps =
    cadence === 'month' ? daily.length / 30.4 : cadence === 'week' ? daily.length / 7 : daily.length;
  if (steps < 120)
    notes.push({
      kind: 'short',
      text: `Only ${Math.round(steps)} ${cadence}s: too few to fit or to judge most models.`,
    });
  return { cadence, first, last, lagging, notes };
}

function cadenceOf(first: number, present: Uint8Array, monthOnly: boolean, ready: boolean): Cadence {
  const days: number[] = [];
  present.forEach((there, i) => there === 1 && days.push(first + i));
  if (monthOnly && days.length > 0) return 'month';
  if (days.length >= 3 && days.every((d) => new Date(d * 86_400_000).getUTCDate() === 1)) return 'month';
  const weekly = days.length >= 3 && days.every((d) => (d - first) % 7 === 0);
  return ready && weekly ? 'week' : 'day';
}

function placeholderNote(first: number, daily: Float64Array): DataNote[] {
  let firsts = 0;
  let firstSum = 0;
  let others = 0;
  let otherSum = 0;
  daily.forEach((value, i) => {
    if (new Date((first + i) * 86_400_000).getUTCDate() === 1) {
      firsts++;
      firstSum += value;
    } else {
      others++;
      otherSum += value;
    }
  });
  if (firsts < 6 || otherSum === 0) return [];
  const ratio = firstSum / firsts / (otherSum / others);
  if (ratio < 1.08) return [];
  const percent = Math.round((ratio - 1) * 100);
  return [
    {
      kind: 'days-placeholder',
      text: `The first of a month has ${percent} % more than other days: crimes of unknown date are often booked there.`,
    },
  ];
}

function gapNote(present: Uint8Array, ready: boolean): DataNote[] {
  const gaps = present.length - present.reduce((sum, there) => sum + there, 0);
  if (gaps === 0 || !ready) return [];
  return [
    {
      kind: 'days-missing',
      rows: gaps,
      text: `${gaps} days between the first and the last are absent; they count as 0.`,
    },
  ];
}
