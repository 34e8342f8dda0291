import { temporalIou, type Span } from './span.ts';

export interface LabelledSpan extends Span {
  readonly label: string;
}

export interface MatchRule {
  /** Least temporal intersection over union that makes a pair, above 0. */
  readonly minIou: number;
  /** Whether both must carry the same label. */
  readonly sameLabel: boolean;
}

export interface EventMatch<T extends LabelledSpan, D extends LabelledSpan> {
  readonly found: readonly { readonly truth: T; readonly detection: D; readonly iou: number }[];
  /** Labelled, but detected by nothing. */
  readonly missed: readonly T[];
  /** Detected, but labelled by nothing. */
  readonly false: readonly D[];
}

const defaultRule: MatchRule = { minIou: 0.3, sameLabel: true };

/**
 * Pairs detected events with labelled spans, one to one, the best overlap first (ties: the earlier labelled span, then
 * the earlier detection, in the order given). A second detection of the same labelled span is false.
 */
export function matchEvents<T extends LabelledSpan, D extends LabelledSpan>(
  labelled: readonly T[],
  detected: readonly D[],
  rule: MatchRule = defaultRule,
): EventMatch<T, D> {
  const pairs = bestPairs(labelled.length, detected.length, (t, d) => {
    const truth = labelled[t] as T;
    const detection = detected[d] as D;
    if (rule.sameLabel && truth.label !== detection.label) return 0;
    const iou = temporalIou(truth, detection);
    return iou >= rule.minIou ? iou : 0;
  });
  return {
    found: pairs
      .map(({ row, column, value }) => ({
        truth: labelled[row] as T,
        detection: detected[column] as D,
        iou: value,
      }))
      .sort((a, b) => a.truth.start - b.truth.start),
    missed: without(labelled, new Set(pairs.map(({ row }) => row))),
    false: without(detected, new Set(pairs.map(({ column }) => column))),
  };
}

function without<T>(items: readonly T[], taken: ReadonlySet<number>): T[] {
  return items.filter((_, index) => !taken.has(index));
}

export interface Pair {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** One-to-one pairs of positive value, greedily from the highest; ties by row, then column. */
export function bestPairs(
  rows: number,
  columns: number,
  valueOf: (row: number, column: number) => number,
): Pair[] {
  const candidates: Pair[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = valueOf(row, column);
      if (value > 0) candidates.push({ row, column, value });
    }
  }
  candidates.sort((a, b) => b.value - a.value || a.row - b.row || a.column - b.column);
  const takenRows = new Set<number>();
  const takenColumns = new Set<number>();
  return candidates.filter(({ row, column }) => {
    if (takenRows.has(row) || takenColumns.has(column)) return false;
    takenRows.add(row);
    takenColumns.add(column);
    return true;
  });
}
