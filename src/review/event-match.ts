import { SpanIndex } from './span-index.ts';
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
  const index = new SpanIndex(
    detected.map(({ label, start, end }, column) => ({ label, start, end, column })),
  );
  const pairs = bestPairs(
    labelled.flatMap((truth, row) =>
      index
        .overlapping(truth)
        .filter(({ label }) => !rule.sameLabel || label === truth.label)
        .map((span) => ({ row, column: span.column, value: temporalIou(truth, span) }))
        .filter(({ value }) => value >= rule.minIou),
    ),
  );
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

interface Pair {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** One-to-one pairs among the candidates, greedily from the highest value; ties by row, then column. */
function bestPairs(candidates: readonly Pair[]): Pair[] {
  const best = [...candidates].sort((a, b) => b.value - a.value || a.row - b.row || a.column - b.column);
  const takenRows = new Set<number>();
  const takenColumns = new Set<number>();
  return best.filter(({ row, column }) => {
    if (takenRows.has(row) || takenColumns.has(column)) return false;
    takenRows.add(row);
    takenColumns.add(column);
    return true;
  });
}
