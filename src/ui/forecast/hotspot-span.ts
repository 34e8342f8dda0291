/** How the map is cut in time for its slider. */
export type SpanUnit = 'all' | 'year' | 'month' | 'week';

export interface Span {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

const day = 86_400_000;
const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The consecutive spans of a unit that cover `from` to `to` (ISO days); one span of everything for `all`. */
export function spansOf(unit: SpanUnit, from: string, to: string): Span[] {
  if (unit === 'all') return [{ from, to, label: 'all days' }];
  const spans: Span[] = [];
  const end = Date.parse(to);
  for (let start = firstOf(unit, Date.parse(from)); start <= end;) {
    const next = nextOf(unit, start);
    const label =
      unit === 'year'
        ? iso(start).slice(0, 4)
        : unit === 'month'
          ? iso(start).slice(0, 7)
          : `week of ${iso(start)}`;
    spans.push({ from: iso(start), to: iso(next - day), label });
    start = next;
  }
  return spans;
}

/** Weeks begin on Monday. */
function firstOf(unit: SpanUnit, time: number): number {
  const date = new Date(time);
  if (unit === 'week') return time - ((date.getUTCDay() + 6) % 7) * day;
  return Date.UTC(date.getUTCFullYear(), unit === 'year' ? 0 : date.getUTCMonth(), 1);
}

function nextOf(unit: SpanUnit, start: number): number {
  if (unit === 'week') return start + 7 * day;
  const date = new Date(start);
  return Date.UTC(
    date.getUTCFullYear() + (unit === 'year' ? 1 : 0),
    unit === 'year' ? 0 : date.getUTCMonth() + 1,
    1,
  );
}
