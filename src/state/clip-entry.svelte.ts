import { appendRows, detectEvents, smoothTrack } from '../analysis/pure.ts';
import {
  normalLabel,
  type AnalysisResult,
  type AnalysisUpdate,
  type ClipInfo,
  type ClipReview,
  type DetectionEvent,
  type ProbabilityTrack,
  type ReviewedEvent,
} from '../contract/index.ts';
import { emptyReview, mergeEvents } from '../review/index.ts';
import type { EventTuning } from './event-tuning.svelte.ts';

export type ClipStatus =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'analysing' }
  | { readonly kind: 'finished'; readonly isReused: boolean }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string };

type RowsUpdate = Extract<AnalysisUpdate, { kind: 'rows' }>;

/** Where a clip comes from. */
export interface ClipSource {
  /** '/'-separated, from the dropped folder down; ends with the name of the file. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  readonly addedAt: number;
  /** null while it is not at hand. */
  readonly file: File | null;
}

/**
 * One clip of the case: what is known of it so far, the events that the settings read off it, and what a person made
 * of them.
 */
export class ClipEntry {
  /** 'c1', 'c2', … within the case. */
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  readonly addedAt: number;
  readonly #tuning: EventTuning;

  #file = $state.raw<File | null>(null);
  #status = $state.raw<ClipStatus>({ kind: 'waiting' });
  #info = $state.raw<ClipInfo | null>(null);
  #track = $state.raw<ProbabilityTrack | null>(null);
  #analysedTo = $state<number | null>(null);
  #result = $state.raw<AnalysisResult | null>(null);
  #sha256 = $state<string | null>(null);
  #kept = $state.raw<ClipReview>(emptyReview);
  #hashed = $state(0);
  #elapsed = $state(0);
  #analysedAt = $state<number | null>(null);
  #startedAt = 0;
  #runs = 0;

  constructor(id: string, source: ClipSource, tuning: EventTuning) {
    this.id = id;
    this.path = source.path;
    this.name = source.path.slice(source.path.lastIndexOf('/') + 1);
    this.sizeBytes = source.sizeBytes;
    this.modifiedAt = source.modifiedAt;
    this.addedAt = source.addedAt;
    this.#file = source.file;
    this.#tuning = tuning;
  }

  /** null for a clip whose file has not been found again since the page was loaded. */
  get file(): File | null {
    return this.#file;
  }
  get status(): ClipStatus {
    return this.#status;
  }
  get info(): ClipInfo | null {
    return this.#info;
  }
  /** Probabilities as the network gave them. */
  get track(): ProbabilityTrack | null {
    return this.#track;
  }
  get result(): AnalysisResult | null {
    return this.#result;
  }
  get sha256(): string | null {
    return this.#sha256;
  }
  /** Share of the file that has been hashed. */
  get hashed(): number {
    return this.#hashed;
  }
  /** How far the analysis has come on the clip's time axis, s. */
  get analysedTo(): number | null {
    return this.#analysedTo;
  }
  /** When its result was computed, milliseconds since 1970. */
  get analysedAt(): number | null {
    return this.#analysedAt;
  }
  /** Seconds that its analysis took so far in this visit; 0 for a stored result. */
  get elapsed(): number {
    return this.#elapsed;
  }
  /** How often its analysis has been started. */
  get runs(): number {
    return this.#runs;
  }
  get isRunning(): boolean {
    return this.#status.kind === 'opening' || this.#status.kind === 'analysing';
  }

  smoothed = $derived.by((): ProbabilityTrack | null => {
    const track = this.#track;
    return track && smoothTrack(track, { halfLife: this.#tuning.settings.halfLife });
  });

  /** What the thresholds in force read off the track, in the order of time; null while there is no track, or no model. */
  detections = $derived.by((): readonly DetectionEvent[] | null => {
    const { smoothed } = this;
    if (!smoothed || !this.#tuning.isKnown) return null;
    const start = this.#info?.start ?? 0;
    return detectEvents(smoothed, this.#tuning.settings.hysteresis, {
      start,
      end: this.#analysedTo ?? start,
    });
  });

  /** What a person made of the clip, and what is detected beside it. */
  review = $derived.by((): ClipReview => {
    const { detections } = this;
    return detections ? mergeEvents(this.#kept, detections) : this.#kept;
  });

  get events(): readonly ReviewedEvent[] {
    return this.review.events;
  }

  /** Highest smoothed probability of any class but Normal. */
  peak = $derived.by((): number => {
    const { smoothed } = this;
    if (!smoothed) return 0;
    const { labels, values } = smoothed;
    const normal = labels.indexOf(normalLabel);
    let peak = 0;
    for (let at = 0; at < values.length; at++) {
      if (at % labels.length !== normal) peak = Math.max(peak, values[at] as number);
    }
    return peak;
  });

  /** 0 to 1; null while the length of the clip is not known. */
  progress = $derived.by((): number | null => {
    if (this.#status.kind === 'finished') return 1;
    const { duration, start } = this.#info ?? { duration: null, start: 0 };
    if (this.#analysedTo === null) return 0;
    return duration ? Math.min(1, Math.max(0, (this.#analysedTo - start) / duration)) : null;
  });

  /** Seconds of footage per second of waiting. */
  throughput = $derived.by((): number | null => {
    const analysed = (this.#analysedTo ?? 0) - (this.#info?.start ?? 0);
    return this.#elapsed > 0.5 && analysed > 0 ? analysed / this.#elapsed : null;
  });

  /** Seconds still to wait, by the throughput so far. */
  remaining = $derived.by((): number | null => {
    const { duration } = this.#info ?? { duration: null };
    if (!duration || this.progress === null || !this.throughput) return null;
    return ((1 - this.progress) * duration) / this.throughput;
  });

  /** Puts the review as it is from now on; detections go on answering to it. */
  keepReview(review: ClipReview): void {
    this.#kept = review;
  }

  /** As an earlier visit left it; the probabilities of a finished one follow with {@link finish}. */
  restore(was: {
    readonly info: ClipInfo | null;
    readonly sha256: string | null;
    readonly status: ClipStatus;
  }): void {
    this.#info = was.info;
    this.#status = was.status;
    if (was.sha256) this.learnHash(was.sha256);
  }

  attachFile(file: File | null): void {
    this.#file = file;
  }

  learnInfo(info: ClipInfo): void {
    this.#info ??= info;
  }

  learnHash(sha256: string): void {
    this.#sha256 = sha256;
    this.#hashed = 1;
  }

  noteHashed(share: number): void {
    this.#hashed = share;
  }

  begin(): void {
    this.#runs += 1;
    this.#status = { kind: 'opening' };
    this.#track = null;
    this.#result = null;
    this.#analysedTo = null;
    this.#elapsed = 0;
  }

  /** @param now milliseconds */
  opened(info: ClipInfo, now: number): void {
    this.#info = info;
    this.#status = { kind: 'analysing' };
    this.#startedAt = now;
  }

  /** Takes several row updates at once, so that a long clip does not copy its track for each. */
  append(updates: readonly RowsUpdate[], now: number): void {
    let track = this.#track;
    for (const { rows, from } of updates) track = appendRows(track, rows, from);
    this.#track = track;
    this.#analysedTo = updates.at(-1)?.analysedTo ?? this.#analysedTo;
    this.#elapsed = (now - this.#startedAt) / 1000;
  }

  /** @param analysedAt milliseconds since 1970 */
  finish(result: AnalysisResult, analysedAt: number, isReused: boolean): void {
    this.#result = result;
    this.#analysedAt = analysedAt;
    this.#info = result.clip;
    this.#track = result.track;
    this.#analysedTo = result.end;
    this.#elapsed = isReused ? 0 : result.seconds.total;
    this.#status = { kind: 'finished', isReused };
  }

  queueAgain(): void {
    this.#status = { kind: 'waiting' };
  }

  cancel(): void {
    this.#status = { kind: 'cancelled' };
  }

  fail(message: string): void {
    this.#status = { kind: 'failed', message };
  }
}
