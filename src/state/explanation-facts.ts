import type { HeatMap } from '../base/index.ts';
import type { Explanation, ExplanationMethod, ProbabilityTrack } from '../contract/index.ts';
import { firstAtOrAfter } from '../analysis/pure.ts';

/** Row of the window whose centre is nearest to a time, s; null for an empty track. */
export function windowAt({ timestamps }: ProbabilityTrack, time: number): number | null {
  if (timestamps.length === 0) return null;
  const after = Math.min(firstAtOrAfter(timestamps, time), timestamps.length - 1);
  const before = Math.max(0, after - 1);
  const distance = (row: number) => Math.abs((timestamps[row] as number) - time);
  return distance(before) <= distance(after) ? before : after;
}

/** The class with the highest probability in a row. */
export function leadingAt({ labels, values }: ProbabilityTrack, row: number): string {
  const scores = values.subarray(row * labels.length, (row + 1) * labels.length);
  return labels[scores.indexOf(Math.max(...scores))] ?? '';
}

/** The step that looks at the frame shown at a time, s; null when the window does not reach there. */
export function stepAt({ timestamps, window }: Explanation, time: number): number | null {
  // A frame held into the window begins before it.
  const from = Math.min(window.from, timestamps[0] ?? window.from);
  if (time < from - 1e-6 || time >= window.to) return null;
  return Math.max(
    0,
    timestamps.findLastIndex((shown) => shown <= time + 1e-6),
  );
}

/** The strongest evidence for the class at any place and step, logits; 0 when nothing speaks for it. */
export function peakOf({ maps }: Explanation): number {
  return maps.values.reduce((peak, value) => Math.max(peak, value), 0);
}

/** What speaks for the class at one step, as shares of the strongest evidence in the window. */
export function heatOf(explanation: Explanation, step: number): HeatMap {
  const { width, height, values } = explanation.maps;
  const peak = peakOf(explanation) || 1;
  const own = values.subarray(step * width * height, (step + 1) * width * height);
  return { width, height, values: own.map((value) => Math.max(0, value) / peak) };
}

/** A method's name for the screen and for captions. */
export const methodTitles: Readonly<Record<ExplanationMethod, string>> = {
  gradient: 'Grad-CAM (integrated gradients, last map)',
  occlusion: 'covering patches',
};
