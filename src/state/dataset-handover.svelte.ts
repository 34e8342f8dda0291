import { count } from './plain-count.ts';
import type { AnalysisSession } from './analysis-session.svelte.ts';
import { setOf } from './immutable-map.ts';
import type { DatasetDraft } from './dataset-draft.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import { reviewedClips, toSource, type ReviewedClip } from './reviewed-clips.ts';

export interface HandoverParts {
  readonly session: Pick<AnalysisSession, 'entries'>;
  readonly dataset: Pick<DatasetDraft, 'addFiles' | 'clips'>;
  readonly notices: Notices;
  /** Shows the Train screen. */
  readonly showTraining: () => void;
}

/** What would be handed over, and what would not and why. */
export interface HandoverOffer {
  readonly ready: readonly ReviewedClip[];
  readonly contested: number;
  /** In the dataset already. */
  readonly known: number;
  /** Their file is not at hand. */
  readonly missing: number;
}

/** Hands reviewed events of all clips to the dataset on the Train screen. */
export class DatasetHandover {
  readonly #parts: HandoverParts;
  /** Handed over in this visit: the dataset names a clip only once it has been examined. */
  #given = $state.raw<readonly string[]>([]);

  constructor(parts: HandoverParts) {
    this.#parts = parts;
  }

  /** @param withRejected takes rejected events as footage of Normal */
  offer(withRejected: boolean): HandoverOffer {
    const { session, dataset } = this.#parts;
    const { taken, contested } = reviewedClips(session.entries, withRejected);
    const known = setOf([...this.#given, ...dataset.clips.map(keyOfClip)]);
    const fresh = taken.filter((clip) => !known.has(keyOf(clip)));
    const ready = fresh.filter(({ entry }) => entry.file !== null);
    return {
      ready,
      contested: contested.length,
      known: taken.length - fresh.length,
      missing: fresh.length - ready.length,
    };
  }

  /** Adds them and says what was added. */
  add(withRejected: boolean): void {
    const { dataset, notices, showTraining } = this.#parts;
    const { ready, contested, missing } = this.offer(withRejected);
    const sources = ready.map(toSource).filter((source) => source !== null);
    if (sources.length === 0) return;
    dataset.addFiles(sources);
    this.#given = [...this.#given, ...ready.map(keyOf)];
    const confirmed = ready.filter(({ event }) => event.status === 'confirmed').length;
    const rejected = ready.length - confirmed;
    const parts = [
      confirmed > 0 ? `${count(confirmed, 'confirmed event')}` : '',
      rejected > 0 ? `${count(rejected, 'rejected event')} as Normal` : '',
    ].filter(Boolean);
    const left = [
      contested > 0 ? `${contested} overlap an event of another class` : '',
      missing > 0 ? `of ${missing} the file is not at hand` : '',
    ].filter(Boolean);
    notices.tell(
      `Added to the dataset: ${parts.join(' and ')}.`,
      { label: 'Go to Train', run: showTraining },
      left.length > 0 ? `Left out: ${left.join('; ')}.` : undefined,
    );
  }
}

function keyOf({ entry, event, label }: ReviewedClip): string {
  return [entry.sha256 ?? entry.path, label, event.start, event.end].join('|');
}

function keyOfClip({ sha256, label, span }: DatasetDraft['clips'][number]): string {
  return [sha256, label, span?.from, span?.to].join('|');
}
