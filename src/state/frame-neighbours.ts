import { indexAtOrBefore } from './nearest-index.ts';

/** What is known of the frames of a clip. */
export interface FrameGrid {
  /** Presentation times of all frames, s, ascending; null while they have not been read. */
  readonly times: Float64Array | null;
  /** As declared; stands in for the times. */
  readonly frameRate: number | null;
  readonly start: number;
  /** null when not known. */
  readonly end: number | null;
}

/**
 * The time one frame before or after a moment: the next frame's true presentation time, or by the declared rate (else
 * 25 fps) while the frames have not been read. Never outside the clip; its end counts as a frame of its own.
 */
export function besideFrame(
  time: number,
  direction: 1 | -1,
  { times, frameRate, start, end }: FrameGrid,
): number {
  const last = end ?? Infinity;
  if (!times || times.length === 0) {
    const span = 1 / (frameRate ?? 25);
    return Math.min(Math.max(time + direction * span, start), last);
  }
  const at = indexAtOrBefore(times, time, 1e-6);
  if (direction === 1) return times[at + 1] ?? Math.max(last === Infinity ? time : last, time);
  const isOnFrame = Math.abs((times[at] as number) - time) <= 1e-6;
  return times[Math.max(0, isOnFrame ? at - 1 : at)] as number;
}
