import type { NetworkScaling } from '../../contract/index.ts';
import type { MinMax } from '../series/index.ts';

const week = 7;

/** How counts become a network's numbers: (count − origin) ÷ unit; see {@link NetworkScaling}. */
export class WindowScaling {
  private constructor(
    /** null where every window has an origin of its own */
    private readonly fixed: number | null,
    readonly unit: number,
  ) {}

  /** Fitted on `values[0, end)` only. @param span of the same values */
  static fit(kind: NetworkScaling, values: Float64Array, end: number, span: MinMax): WindowScaling {
    if (kind === 'span') return new WindowScaling(span.min, span.range);
    let squares = 0;
    for (let at = week; at < end; at++) squares += ((values[at] as number) - recentMean(values, at)) ** 2;
    const deviation = Math.sqrt(squares / Math.max(1, end - week));
    return new WindowScaling(null, deviation > 0 ? deviation : 1);
  }

  /** What the numbers of a window are counted from that ends before `at`. */
  origin(values: Float64Array, at: number): number {
    return this.fixed ?? recentMean(values, at);
  }
}

/** Mean of the seven values before `at`, or of as many as there are. */
function recentMean(values: Float64Array, at: number): number {
  const from = Math.max(0, at - week);
  let sum = 0;
  for (let t = from; t < at; t++) sum += values[t] as number;
  return sum / Math.max(1, at - from);
}
