import type { ProbabilityTrack } from '../contract/index.ts';

/**
 * Exponential smoothing forward and backward in time, so that a peak stays where it is (zero phase). The weight of a
 * row halves every `halfLife` seconds, whatever the spacing of the rows. Rows keep their sum of 1, since each output
 * row is a weighted mean of input rows.
 * @param halfLife seconds; 0 leaves the track as it is
 */
export function smoothTrack(track: ProbabilityTrack, { halfLife }: { halfLife: number }): ProbabilityTrack {
  const { labels, timestamps, values } = track;
  if (halfLife <= 0 || timestamps.length < 2) return track;
  const columns = labels.length;
  const rows = timestamps.length;
  const out = new Float32Array(values.length);
  const forward = new Float64Array(values.length);
  const weights = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const decay =
      row > 0 ? 0.5 ** (((timestamps[row] as number) - (timestamps[row - 1] as number)) / halfLife) : 0;
    weights[row] = 1 + decay * (weights[row - 1] ?? 0);
    for (let c = 0; c < columns; c++) {
      const at = row * columns + c;
      forward[at] = (values[at] as number) + decay * (forward[at - columns] ?? 0);
    }
  }
  // The backward sum leaves the row itself out: it is already in the forward one.
  const backward = new Float64Array(columns);
  let backwardWeight = 0;
  for (let row = rows - 1; row >= 0; row--) {
    const weight = (weights[row] as number) + backwardWeight;
    for (let c = 0; c < columns; c++) {
      const at = row * columns + c;
      out[at] = ((forward[at] as number) + (backward[c] as number)) / weight;
    }
    const decay =
      row > 0 ? 0.5 ** (((timestamps[row] as number) - (timestamps[row - 1] as number)) / halfLife) : 0;
    backwardWeight = decay * (1 + backwardWeight);
    for (let c = 0; c < columns; c++)
      backward[c] = decay * ((values[row * columns + c] as number) + (backward[c] as number));
  }
  return { ...track, values: out };
}
