import type { DetectionEvent, Hysteresis, HysteresisByLabel, ProbabilityTrack } from '../contract/index.ts';

interface Span {
  first: number;
  last: number;
}

/** Where the footage begins and ends, s: the first and last rows speak for all of it up to there. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/**
 * Events of every label that has a rule, ordered by start. A span opens where the probability reaches `enter` and
 * reaches back and on while it stays ≥ `exit`; spans closer than `maxGap` are one; spans shorter than `minDuration`
 * are dropped. A row speaks for the time half-way to its neighbours, so a single row has a duration too.
 */
export function detectEvents(
  track: ProbabilityTrack,
  rules: HysteresisByLabel,
  extent?: Extent,
): DetectionEvent[] {
  const bounds = rowBounds(track.timestamps, extent);
  return track.labels
    .flatMap((label, column) => {
      const rule = rules[label];
      return rule ? eventsOf(track, bounds, label, column, rule) : [];
    })
    .sort((a, b) => a.start - b.start || b.score - a.score);
}

function eventsOf(
  track: ProbabilityTrack,
  bounds: Float64Array,
  label: string,
  column: number,
  rule: Hysteresis,
): DetectionEvent[] {
  return merge(spansOf(track, column, rule), bounds, rule.maxGap)
    .map((span) => toEvent(span, track, bounds, label, column))
    .filter((event) => event.end - event.start >= rule.minDuration);
}

function spansOf(track: ProbabilityTrack, column: number, { enter, exit }: Hysteresis): Span[] {
  // An exit above the entrance would close an event before it opens.
  const keep = Math.min(enter, exit);
  const spans: Span[] = [];
  const rows = track.timestamps.length;
  for (let row = 0; row < rows; row++) {
    if (valueAt(track, row, column) < enter) continue;
    let first = row;
    while (first > 0 && valueAt(track, first - 1, column) >= keep) first--;
    while (row + 1 < rows && valueAt(track, row + 1, column) >= keep) row++;
    spans.push({ first, last: row });
  }
  return spans;
}

function merge(spans: readonly Span[], bounds: Float64Array, maxGap: number): Span[] {
  const merged: Span[] = [];
  for (const span of spans) {
    const previous = merged.at(-1);
    const gap = previous ? (bounds[span.first] as number) - (bounds[previous.last + 1] as number) : Infinity;
    if (previous && gap <= maxGap) previous.last = span.last;
    else merged.push({ ...span });
  }
  return merged;
}

function toEvent(
  { first, last }: Span,
  track: ProbabilityTrack,
  bounds: Float64Array,
  label: string,
  column: number,
): DetectionEvent {
  let peak = first;
  for (let row = first; row <= last; row++) {
    if (valueAt(track, row, column) > valueAt(track, peak, column)) peak = row;
  }
  return {
    label,
    start: bounds[first] as number,
    end: bounds[last + 1] as number,
    peak: track.timestamps[peak] as number,
    score: valueAt(track, peak, column),
  };
}

function valueAt({ values, labels }: ProbabilityTrack, row: number, column: number): number {
  return values[row * labels.length + column] as number;
}

/**
 * Row r speaks for bounds[r] ≤ t < bounds[r + 1]: half-way to its neighbours, and at the ends to the extent, or as
 * far out as in.
 */
function rowBounds(timestamps: Float64Array, extent: Extent | undefined): Float64Array {
  const rows = timestamps.length;
  const bounds = new Float64Array(rows + 1);
  if (rows === 0) return bounds;
  for (let row = 1; row < rows; row++) {
    bounds[row] = ((timestamps[row - 1] as number) + (timestamps[row] as number)) / 2;
  }
  const first = timestamps[0] as number;
  const last = timestamps[rows - 1] as number;
  const loneRow = 0.5;
  bounds[0] = Math.min(
    first,
    extent?.start ?? (rows > 1 ? 2 * first - (bounds[1] as number) : first - loneRow),
  );
  bounds[rows] = Math.max(
    last,
    extent?.end ?? (rows > 1 ? 2 * last - (bounds[rows - 1] as number) : last + loneRow),
  );
  return bounds;
}
