import { softmaxRows } from '../base/index.ts';
import type { ProbabilityTrack } from '../contract/index.ts';

/**
 * What softmax alone would have said, without the model's temperature: the inverse of the last step of
 * {@link toProbabilities}. The logits are log p · T up to a constant of each row, which softmax does not see. A
 * probability that was rounded to 0 stays 0.
 */
export function uncalibratedTrack(track: ProbabilityTrack, temperature: number): ProbabilityTrack {
  const logits = track.values.map((probability) => Math.log(probability) * temperature);
  return { ...track, values: softmaxRows(logits, track.labels.length) };
}
