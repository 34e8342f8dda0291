import type { ReviewedEvent } from '../contract/index.ts';

export interface RankInput {
  readonly id: string;
  /** Breaks the last tie, so that the order is always the same. */
  readonly path: string;
  readonly events: readonly ReviewedEvent[];
  /** Highest smoothed probability of any watched label, 0 to 1: orders clips in which nothing passed a threshold. */
  readonly peak: number;
}

export interface RankedClip {
  readonly id: string;
  /** 0 to 1. */
  readonly suspicion: number;
}

/** Seconds at which a detection counts half of its score: shorter ones are more often a flicker. */
const halfCredit = 2;

/**
 * How much a clip deserves to be looked at: 1 − ∏ (1 − wᵢ) over its events that are not rejected (noisy-or: several
 * doubtful events together make a clip suspicious, and no number of them makes it certain).
 * wᵢ = scoreᵢ · dᵢ / (dᵢ + 2 s) for a detection of dᵢ seconds, and .999 for an event that a person confirmed.
 * An ordering, not a probability.
 */
export function suspicionOf(events: readonly ReviewedEvent[]): number {
  const innocent = events
    .filter(({ status }) => status !== 'rejected')
    .reduce((product, event) => product * (1 - weightOf(event)), 1);
  return 1 - innocent;
}

/** Most suspicious first; then by the highest probability, then by path. */
export function rankClips(clips: readonly RankInput[]): RankedClip[] {
  return clips
    .map((clip) => ({ clip, suspicion: suspicionOf(clip.events) }))
    .sort(
      (a, b) => b.suspicion - a.suspicion || b.clip.peak - a.clip.peak || compare(a.clip.path, b.clip.path),
    )
    .map(({ clip, suspicion }) => ({ id: clip.id, suspicion }));
}

/** By code unit: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function weightOf({ status, score, start, end }: ReviewedEvent): number {
  const most = 0.999;
  if (status === 'confirmed') return most;
  const seconds = Math.max(0, end - start);
  return Math.min(most, (score * seconds) / (seconds + halfCredit));
}
