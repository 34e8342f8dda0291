import { appendRows, detectEvents, rowsFrom, smoothTrack } from '../../analysis/pure.ts';
import type { DetectionEvent, ProbabilityTrack } from '../../contract/index.ts';
import type { EventTuning } from '../event-tuning.svelte.ts';

/** The curve reaches back this far, s; what is older is let go. */
export const liveSpan = 30 * 60;
/** Old rows go in pieces of this length, s. */
const trimmedAtOnce = 60;

/** The last half hour of a live source: probabilities as they came, smoothed, and the events read off them. */
export class LiveCurve {
  readonly #tuning: EventTuning;
  #track = $state.raw<ProbabilityTrack | null>(null);
  #analysedTo = $state(0);

  constructor(tuning: EventTuning) {
    this.#tuning = tuning;
  }

  /** As the network gave it. */
  get track(): ProbabilityTrack | null {
    return this.#track;
  }
  /** s of the source's time. */
  get analysedTo(): number {
    return this.#analysedTo;
  }
  /** Time of the first row that is kept, s. */
  get from(): number {
    return this.#track?.timestamps[0] ?? 0;
  }

  smoothed = $derived.by((): ProbabilityTrack | null => {
    const track = this.#track;
    return track && smoothTrack(track, { halfLife: this.#tuning.settings.halfLife });
  });

  /** Read off the whole curve, like those of a file; alerts are what was known at the time. */
  events = $derived.by((): readonly DetectionEvent[] => {
    const { smoothed } = this;
    if (!smoothed) return [];
    const extent = { start: this.from, end: this.#analysedTo };
    return detectEvents(smoothed, this.#tuning.settings.hysteresis, extent);
  });

  append(rows: ProbabilityTrack, analysedTo: number): void {
    const grown = appendRows(this.#track, rows, Infinity);
    const isLong = analysedTo - (grown.timestamps[0] ?? analysedTo) > liveSpan + trimmedAtOnce;
    this.#track = isLong ? rowsFrom(grown, analysedTo - liveSpan) : grown;
    this.#analysedTo = analysedTo;
  }

  clear(): void {
    this.#track = null;
    this.#analysedTo = 0;
  }
}
