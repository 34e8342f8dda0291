/** A stretch of clip time, s. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Seconds that both spans cover. */
export function overlap(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
}

/** Temporal intersection over union, 0 to 1; 0 when both spans are empty. */
export function temporalIou(a: Span, b: Span): number {
  const shared = overlap(a, b);
  const union = a.end - a.start + (b.end - b.start) - shared;
  return union > 0 ? shared / union : 0;
}

/** Seconds covered by at least one of the spans. */
export function unionSeconds(spans: readonly Span[]): number {
  let seconds = 0;
  let reached = -Infinity;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    seconds += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return seconds;
}
