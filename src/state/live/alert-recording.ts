import type { CaptureStatus } from '../../contract/index.ts';
import type { LiveAlert } from './live-alerts.svelte.ts';

/** The clip that alerts ask for: from the pre-roll of the first to the post-roll of the last. */
export interface WantedClip {
  readonly from: number;
  readonly to: number;
  readonly labels: readonly string[];
}

interface Rolls {
  readonly preRoll: number;
  readonly postRoll: number;
}

/** A clip is cut before the rolling recording lets go of its beginning, with this much to spare, s. */
const margin = 3;
/** A recording shorter than this, s, has just begun anew rather than filled up. */
const shortest = 30;

/**
 * When to cut a clip out of the rolling recording for alerts. Alerts that overlap, rolls included, share one clip; one
 * that goes on for longer than the recording reaches is cut into the part that is there, and what follows it.
 */
export class AlertRecording {
  #wanted: WantedClip | null = null;

  raise({ start, label }: Pick<LiveAlert, 'start' | 'label'>, { preRoll }: Rolls): void {
    const from = Math.max(0, start - preRoll);
    const before = this.#wanted;
    this.#wanted = before
      ? { ...before, from: Math.min(before.from, from), labels: [...new Set([...before.labels, label])] }
      : { from, to: start, labels: [label] };
  }

  /**
   * The clip to cut now, if any.
   * @param alerts of this visit; those that are open keep the clip going
   */
  due(
    alerts: readonly Pick<LiveAlert, 'start' | 'end' | 'isOpen'>[],
    { time, recording }: Pick<CaptureStatus, 'time' | 'recording'>,
    { postRoll }: Rolls,
  ): WantedClip | null {
    const wanted = this.#wanted;
    if (!wanted || !recording) return null;
    const own = alerts.filter(({ end }) => end >= wanted.from);
    const isOpen = own.some((alert) => alert.isOpen);
    const to = Math.max(wanted.to, ...own.map(({ end }) => end + postRoll));
    const isFull = time - recording.from >= shortest && recording.from > 0;
    const isLost = isFull && recording.from + margin >= wanted.from;
    if (!isLost && (isOpen || time < to)) return null;
    const cut = { ...wanted, to: isLost ? time : to };
    this.#wanted = isLost && isOpen ? { ...wanted, from: time, to: time } : null;
    return cut;
  }

  /** What is still wanted when the source stops. */
  finish(time: number): WantedClip | null {
    const wanted = this.#wanted;
    this.#wanted = null;
    return wanted && { ...wanted, to: time };
  }
}
