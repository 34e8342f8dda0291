import { softmaxRows } from '../../base/index.ts';
import type { Judgement } from '../../contract/index.ts';

/** A clip whose label is known, and what a head gave for its windows. */
export interface ClipLogits {
  /** Index into the labels. */
  readonly truth: number;
  readonly group: string;
  /** [windows · labels], at least one window. */
  readonly logits: Float32Array;
}

/**
 * A clip as one judgement: the mean over its windows of their probabilities at `temperature`, as the app gives for a
 * whole clip.
 * @param labels how many
 */
export function judgementOf(
  { truth, group, logits }: ClipLogits,
  labels: number,
  temperature: number,
): Judgement {
  const windows = logits.length / labels;
  if (windows < 1) throw new Error('A clip without windows cannot be judged.');
  const sums = new Float64Array(labels);
  softmaxRows(logits, labels, temperature).forEach((value, at) => {
    sums[at % labels] = (sums[at % labels] as number) + value;
  });
  return { truth, group, probabilities: sums.map((sum) => sum / windows) };
}
