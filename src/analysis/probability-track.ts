import { softmaxRows } from '../base/index.ts';
import type { LogitTrack, ProbabilityTrack } from '../contract/index.ts';

/** Calibrated probabilities: softmax at the model's temperature (Guo et al. 2017, arXiv 1706.04599). */
export function toProbabilities(logits: LogitTrack, temperature: number): ProbabilityTrack {
  const { labels, timestamps, values } = logits;
  return {
    kind: 'probabilities',
    labels,
    timestamps,
    values: softmaxRows(values, labels.length, temperature),
  };
}

/** `track` cut at row `from` with `rows` after it; `track` null stands for an empty one. */
export function appendRows(
  track: ProbabilityTrack | null,
  rows: ProbabilityTrack,
  from: number,
): ProbabilityTrack {
  const kept = track ?? { ...rows, timestamps: new Float64Array(0), values: new Float32Array(0) };
  const count = Math.min(from, kept.timestamps.length);
  const columns = rows.labels.length;
  const timestamps = new Float64Array(count + rows.timestamps.length);
  timestamps.set(kept.timestamps.subarray(0, count));
  timestamps.set(rows.timestamps, count);
  const values = new Float32Array(timestamps.length * columns);
  values.set(kept.values.subarray(0, count * columns));
  values.set(rows.values, count * columns);
  return { kind: 'probabilities', labels: rows.labels, timestamps, values };
}

/** The rows of `track` from time `from` (s) on, copied; the track itself when that is all of it. */
export function rowsFrom(track: ProbabilityTrack, from: number): ProbabilityTrack {
  const first = firstAtOrAfter(track.timestamps, from);
  if (first === 0) return track;
  const values = track.values.slice(first * track.labels.length);
  return { ...track, timestamps: track.timestamps.slice(first), values };
}

/**
 * The probabilities to show at time `t` (s): linear between the two windows around it, held at the ends. Each row
 * sums to 1, so what lies between them does too.
 * @returns one number per label; all 0 for an empty track
 */
export function probabilitiesAt({ labels, timestamps, values }: ProbabilityTrack, t: number): Float32Array {
  const columns = labels.length;
  const out = new Float32Array(columns);
  if (timestamps.length === 0) return out;
  const after = Math.min(firstAtOrAfter(timestamps, t), timestamps.length - 1);
  const before = Math.max(0, (timestamps[after] as number) > t ? after - 1 : after);
  const gap = (timestamps[after] as number) - (timestamps[before] as number);
  const share = gap > 0 ? Math.max(0, (t - (timestamps[before] as number)) / gap) : 0;
  for (let c = 0; c < columns; c++) {
    const low = values[before * columns + c] as number;
    const high = values[after * columns + c] as number;
    out[c] = low + (high - low) * share;
  }
  return out;
}

/** Mean over all rows: the clip-level probabilities. All 0 for an empty track. */
export function meanProbabilities({ labels, timestamps, values }: ProbabilityTrack): Float32Array {
  const sums = new Float64Array(labels.length);
  for (let i = 0; i < values.length; i++)
    sums[i % labels.length] = (sums[i % labels.length] as number) + (values[i] as number);
  return Float32Array.from(sums, (sum) => (timestamps.length > 0 ? sum / timestamps.length : 0));
}

/** Index of the first ascending value ≥ `t`; the length when there is none. */
export function firstAtOrAfter(ascending: Float64Array, t: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < t) low = middle + 1;
    else high = middle;
  }
  return low;
}
