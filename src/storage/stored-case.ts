import type { Case } from '../contract/index.ts';

/** A case without its clips, which are kept one by one so that each is saved by itself. */
export interface StoredCase extends Omit<Case, 'clips'> {
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  /** The number that the next clip gets; only ever grows, so that the log names each clip once. */
  readonly nextClip: number;
  /** Ids of its clips in the order of work. */
  readonly order: readonly string[];
  readonly isPaused: boolean;
  readonly counts: CaseCounts;
}

/** What a list of cases shows. */
export interface CaseCounts {
  readonly clips: number;
  /** Clips whose analysis is finished. */
  readonly finished: number;
  /** Events that are not rejected. */
  readonly events: number;
  /** Of these, the ones no person has looked at. */
  readonly unreviewed: number;
}
