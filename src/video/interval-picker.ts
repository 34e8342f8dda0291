import type { SamplingPlan } from '../contract/index.ts';

/**
 * Slack, s, by which a frame may fall short of an interval's beginning and still belong to it: decoders count in
 * whole microseconds, so a frame at exactly k/fps may be reported just before it.
 */
export const timeSlack = 1e-6;

/** Number of the interval [k/fps, (k+1)/fps) that holds `timestamp`, s. */
export function intervalOf(timestamp: number, fps: number): number {
  return Math.floor((timestamp + timeSlack) * fps);
}

/** Where decoding must begin, s, so that the first frame of the interval holding `from` is seen. */
export function firstNeededTime({ fps, from }: Pick<SamplingPlan, 'fps' | 'from'>): number | undefined {
  if (from === undefined || fps === 'all') return from;
  return intervalOf(from, fps) / fps;
}

/**
 * The sampling rule of {@link SamplingPlan}, frame by frame: the first frame of each interval is taken, then those
 * outside [from, to) are left out, so that a part of a clip yields exactly the frames that the whole would. Frames
 * whose time runs back are never taken.
 */
export class IntervalPicker {
  readonly #plan: SamplingPlan;
  #last = -Infinity;

  constructor(plan: SamplingPlan) {
    this.#plan = plan;
  }

  /** Whether the frame presented at `timestamp`, s, the next in presentation order, is taken. */
  takes(timestamp: number): boolean {
    const { fps } = this.#plan;
    const interval = fps === 'all' ? timestamp : intervalOf(timestamp, fps);
    if (interval <= this.#last) return false;
    this.#last = interval;
    return timestamp + timeSlack >= (this.#plan.from ?? -Infinity) && !this.isPast(timestamp);
  }

  /** Whether a frame at `timestamp`, s, and all after it lie beyond the plan's end. */
  isPast(timestamp: number): boolean {
    return timestamp + timeSlack >= (this.#plan.to ?? Infinity);
  }
}
