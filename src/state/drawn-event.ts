import { AppError } from '../base/index.ts';
import { firstAtOrAfter, probabilitiesAt } from '../analysis/pure.ts';
import { normalLabel, type DetectionEvent, type ProbabilityTrack } from '../contract/index.ts';

/** A stretch between two marks, s. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * An event drawn by hand: its score is the highest probability that the label reaches between the marks, 0 where
 * nothing was computed or the model does not know the label.
 * @throws AppError 'input-invalid' when the marks are not two different times
 */
export function drawnEvent(
  track: ProbabilityTrack | null,
  label: string,
  { start, end }: Stretch,
): DetectionEvent {
  if (!(end > start)) {
    throw new AppError(
      'input-invalid',
      'An event needs a mark where it begins and a later one where it ends.',
      {
        remedy: 'Set them with I and O.',
      },
    );
  }
  const column = track?.labels.indexOf(label) ?? -1;
  const { peak, score } =
    track && column >= 0 ? highestIn(track, column, { start, end }) : { peak: start, score: 0 };
  return { label, start, end, peak, score };
}

/** The class but Normal that the model gives most within the marks; null when it computed nothing. */
export function likeliestLabel(track: ProbabilityTrack | null, stretch: Stretch): string | null {
  const ranked = (track?.labels ?? [])
    .map((label, column) => ({ label, score: highestIn(track as ProbabilityTrack, column, stretch).score }))
    .filter(({ label }) => label !== normalLabel)
    .sort((a, b) => b.score - a.score);
  return ranked[0]?.label ?? null;
}

/** Among the rows within, and what lies between rows at both ends. */
function highestIn(
  track: ProbabilityTrack,
  column: number,
  { start, end }: Stretch,
): { peak: number; score: number } {
  const { timestamps, values, labels } = track;
  let best = { peak: start, score: probabilitiesAt(track, start)[column] ?? 0 };
  const atEnd = probabilitiesAt(track, end)[column] ?? 0;
  if (atEnd > best.score) best = { peak: end, score: atEnd };
  for (let row = firstAtOrAfter(timestamps, start); row < timestamps.length; row++) {
    const time = timestamps[row] as number;
    if (time > end) break;
    const score = values[row * labels.length + column] as number;
    if (score > best.score) best = { peak: time, score };
  }
  return best;
}
