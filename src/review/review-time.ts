import type { ReviewedEvent } from '../contract/index.ts';
import { unionSeconds } from './span.ts';

export interface ReviewPace {
  /** Seconds watched before and after each event. */
  readonly context: number;
  /** Seconds to decide on an event, once watched. */
  readonly decision: number;
  /** Seconds to open another clip and find one's bearings. */
  readonly opening: number;
  /** How fast footage is played, 1 = as it was filmed. */
  readonly speed: number;
}

/** Assumptions, not measurements: {@link observedSpeedUp} puts the person's own pace in their place. */
export const assumedPace: ReviewPace = { context: 2, decision: 4, opening: 3, speed: 1 };

/**
 * Seconds to review what is still unreviewed: per clip, the footage of its unreviewed events with `context` seconds
 * around each (what overlaps is watched once) at `speed`, `decision` seconds per event, and `opening` per clip that
 * has any.
 */
export function reviewSeconds(
  clips: readonly { readonly events: readonly ReviewedEvent[] }[],
  pace: ReviewPace = assumedPace,
): number {
  return clips.reduce((total, { events }) => {
    const open = events.filter(({ status }) => status === 'unreviewed');
    if (open.length === 0) return total;
    const watched = unionSeconds(
      open.map(({ start, end }) => ({
        start: Math.max(0, start - pace.context),
        end: end + pace.context,
      })),
    );
    return total + pace.opening + watched / pace.speed + open.length * pace.decision;
  }, 0);
}

/** 'nothing to review', 'under a minute to review', 'about 14 min to review', 'about 2 h 10 min to review'. */
export function describeReviewTime(seconds: number): string {
  if (seconds <= 0) return 'nothing to review';
  if (seconds < 45) return 'under a minute to review';
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${Math.max(1, minutes)} min to review`;
  // Beyond an hour the estimate deserves no more than steps of ten minutes.
  const tens = Math.round(minutes / 10) * 10;
  const rest = tens % 60;
  return `about ${Math.floor(tens / 60)} h${rest === 0 ? '' : ` ${rest} min`} to review`;
}

/**
 * How much faster (> 1) or slower than estimated a person went: divide later estimates by it. 1 until a minute of
 * estimated work is done, since before that chance rules; held within a quarter and four times.
 */
export function observedSpeedUp(estimatedSeconds: number, spentSeconds: number): number {
  if (estimatedSeconds < 60 || spentSeconds <= 0) return 1;
  return Math.min(4, Math.max(0.25, estimatedSeconds / spentSeconds));
}
