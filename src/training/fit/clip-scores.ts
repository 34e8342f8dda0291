import { softmaxRows } from '../../base/index.ts';

/** How a head does on whole clips. */
export interface ClipScores {
  /** Mean −ln p of the true label, nats. */
  readonly loss: number;
  readonly accuracy: number;
  /** Mean F1 over the classes that occur. */
  readonly macroF1: number;
}

const leastProbability = 1e-15;

/**
 * Scores clips by the mean over their windows of the softmax of the logits.
 * @param logits of each clip, [windows · labels]
 * @param truths of each clip, in the same order; at least one
 */
export function clipScores(
  logits: readonly Float32Array[],
  truths: readonly number[],
  labels: number,
): ClipScores {
  const probabilities = logits.map((windows) => meanRow(softmaxRows(windows, labels), labels));
  const predicted = probabilities.map((row) => row.indexOf(Math.max(...row)));
  const logLosses = truths.map(
    (truth, n) => -Math.log(Math.max(leastProbability, probabilities[n]?.[truth] ?? 0)),
  );
  const occurring = Array.from({ length: labels }, (_, c) => c).filter((c) => truths.includes(c));
  return {
    loss: mean(logLosses),
    accuracy: mean(truths.map((truth, n) => Number(predicted[n] === truth))),
    macroF1: mean(occurring.map((c) => f1(truths, predicted, c))),
  };
}

function meanRow(rows: Float32Array, columns: number): number[] {
  const count = rows.length / columns;
  const sums = new Array<number>(columns).fill(0);
  rows.forEach((value, at) => {
    sums[at % columns] = (sums[at % columns] as number) + value / count;
  });
  return sums;
}

function f1(truths: readonly number[], predicted: readonly number[], label: number): number {
  const hits = truths.filter((truth, n) => truth === label && predicted[n] === label).length;
  const named = predicted.filter((guess) => guess === label).length;
  const there = truths.filter((truth) => truth === label).length;
  return (2 * hits) / (named + there);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
