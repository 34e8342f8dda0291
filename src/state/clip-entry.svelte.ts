import { appendRows, detectEvents, smoothTrack } from '../analysis/pure.ts';
import type {
  AnalysisResult,
  AnalysisUpdate,
  ClipInfo,
  DetectionEvent,
  ProbabilityTrack,
} from '../contract/index.ts';
import type { EventTuning } from './event-tuning.svelte.ts';

export type ClipStatus =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'analysing' }
  | { readonly kind: 'finished'; readonly isReused: boolean }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string };

type RowsUpdate = Extract<AnalysisUpdate, { kind: 'rows' }>;

/** One file on the desk or in the queue: what is known of it so far, and the events that the settings read off it. */
export class ClipEntry {
  readonly id: number;
  readonly name: string;
  readonly sizeBytes: number;
  readonly #tuning: EventTuning;

  #file = $state.raw<File | null>(null);
  #status = $state.raw<ClipStatus>({ kind: 'waiting' });
  #info = $state.raw<ClipInfo | null>(null);
  #track = $state.raw<ProbabilityTrack | null>(null);
  #analysedTo = $state<number | null>(null);
  #result = $state.raw<AnalysisResult | null>(null);
  #sha256 = $state<string | null>(null);
  #hashed = $state(0);
  #elapsed = $state(0);
  #startedAt = 0;
  #runs = 0;

  constructor(
    id: number,
    source: { name: string; sizeBytes: number; file: File | null },
    tuning: EventTuning,
  ) {
    this.id = id;
    this.name = source.name;
    this.sizeBytes = source.sizeBytes;
    this.#file = source.file;
    this.#tuning = tuning;
  }

  /** null for a stored result whose file has not been chosen again. */
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

  /** In the order of time. */
  events = $derived.by((): readonly DetectionEvent[] => {
    const { smoothed } = this;
    if (!smoothed) return [];
    const start = this.#info?.start ?? 0;
    return detectEvents(smoothed, this.#tuning.settings.hysteresis, {
      start,
      end: this.#analysedTo ?? start,
    });
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

  attachFile(file: File): void {
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

  finish(result: AnalysisResult, isReused: boolean): void {
    this.#result = result;
    this.#info = result.clip;
    this.#track = result.track;
    this.#analysedTo = result.end;
    if (!isReused) this.#elapsed = result.seconds.total;
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
