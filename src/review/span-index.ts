import type { Span } from './span.ts';

/** Spans that can be asked which of them overlap another, in time that grows with the answer, not with their number. */
export class SpanIndex<T extends Span> {
  readonly #byStart: readonly T[];
  /** #reach[i]: the latest end among the first i + 1. */
  readonly #reach: readonly number[];

  constructor(spans: readonly T[]) {
    this.#byStart = [...spans].sort((a, b) => a.start - b.start);
    let latest = -Infinity;
    this.#reach = this.#byStart.map(({ end }) => (latest = Math.max(latest, end)));
  }

  /** Those that share more than a point with `span`, the last to start first. */
  overlapping({ start, end }: Span): T[] {
    const found: T[] = [];
    let at = this.#startingBefore(end) - 1;
    for (; at >= 0 && (this.#reach[at] as number) > start; at--) {
      const candidate = this.#byStart[at] as T;
      if (candidate.end > start) found.push(candidate);
    }
    return found;
  }

  #startingBefore(time: number): number {
    let low = 0;
    let high = this.#byStart.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#byStart[middle] as T).start < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
