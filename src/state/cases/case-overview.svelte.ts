import { describeReviewTime, rankClips, reviewSeconds } from '../../review/index.ts';
import type { AnalysisSession } from '../analysis-session.svelte.ts';
import { withEntries } from '../immutable-map.ts';
import type { ClipEntry } from '../clip-entry.svelte.ts';

export interface RankedEntry {
  readonly entry: ClipEntry;
  /** 0 to 1: an ordering, not a probability. */
  readonly suspicion: number;
}

/** The case as a whole: how far the queue is, what deserves to be looked at first, and how long that takes. */
export class CaseOverview {
  readonly #session: AnalysisSession;

  constructor(session: AnalysisSession) {
    this.#session = session;
  }

  /** Most suspicious first; clips without a result come last, in the order of work. */
  ranked = $derived.by((): readonly RankedEntry[] => {
    const { entries } = this.#session;
    const byId = withEntries(
      null,
      entries.map((entry) => [entry.id, entry] as const),
    );
    const judged = entries.filter(({ track }) => track !== null);
    const ranks = rankClips(judged.map(({ id, path, events, peak }) => ({ id, path, events, peak })));
    const rest = entries.filter(({ track }) => track === null);
    return [
      ...ranks.map(({ id, suspicion }) => ({ entry: byId.get(id) as ClipEntry, suspicion })),
      ...rest.map((entry) => ({ entry, suspicion: 0 })),
    ];
  });

  /** As 'about 14 min to review'. */
  reviewTime = $derived.by(() => describeReviewTime(reviewSeconds(this.#session.entries)));

  finished = $derived.by(
    () => this.#session.entries.filter(({ status }) => status.kind === 'finished').length,
  );
  failed = $derived.by(() => this.#session.entries.filter(({ status }) => status.kind === 'failed').length);

  /** Seconds of footage per second of waiting, over the clips of this visit; null before there are any. */
  throughput = $derived.by((): number | null => {
    const done = this.#session.entries.filter(({ elapsed }) => elapsed > 0);
    const waited = done.reduce((sum, { elapsed }) => sum + elapsed, 0);
    const footage = done.reduce((sum, entry) => sum + analysedSeconds(entry), 0);
    return waited > 0.5 && footage > 0 ? footage / waited : null;
  });

  /** Seconds until the queue is empty; clips that were never opened are judged by their size. null when unknown. */
  remaining = $derived.by((): number | null => {
    const { entries, running, waiting } = this.#session;
    if (!running && waiting.length === 0) return 0;
    const done = entries.filter(({ elapsed, progress }) => elapsed > 0 && progress !== null && progress > 0);
    const bytes = done.reduce((sum, { sizeBytes, progress }) => sum + sizeBytes * (progress ?? 0), 0);
    const waited = done.reduce((sum, { elapsed }) => sum + elapsed, 0);
    if (bytes === 0) return running?.remaining ?? null;
    const left = waiting.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return (running?.remaining ?? 0) + (left * waited) / bytes;
  });
}

function analysedSeconds({ analysedTo, info }: ClipEntry): number {
  return Math.max(0, (analysedTo ?? 0) - (info?.start ?? 0));
}
