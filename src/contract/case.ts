import type { BackendName, EventSettings, ModelIdentity } from './analysis.ts';
import type { ClipInfo, DecoderName, SamplingPlan } from './clip.ts';
import type { ClipReview } from './review.ts';

/**
 * What an investigator works on: clips, what was found in them, and what a person made of it. Plain JSON data
 * throughout, because it is stored, exported and hashed as such. All instants are milliseconds since 1970.
 */
export interface Case {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly notes: string;
  readonly settings: CaseSettings;
  /** In the order they were added. */
  readonly clips: readonly CaseClip[];
}

export interface CaseSettings {
  /** By model id; a model that is not named keeps its own values. */
  readonly eventsByModel: Readonly<Record<string, EventSettings>>;
  readonly presets: readonly EventPreset[];
}

export interface EventPreset {
  readonly name: string;
  readonly modelId: string;
  readonly settings: EventSettings;
}

export interface CaseClip {
  /** 'c1', 'c2', … within the case. */
  readonly id: string;
  readonly name: string;
  /** Where it lay when it was added, '/'-separated, from the dropped folder down; ends with `name`. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  readonly addedAt: number;
  /** Of the whole file, lower-case hex; null until it has been read to its end. */
  readonly sha256: string | null;
  /** null until it has been opened. */
  readonly facts: ClipInfo | null;
  readonly status: ClipStatus;
  readonly analysis: ClipAnalysis | null;
  readonly review: ClipReview;
}

export type ClipStatus =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'analysing' }
  | { readonly kind: 'finished' }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'failed'; readonly message: string };

/** How the events of a clip came about: enough to do it again. */
export interface ClipAnalysis {
  /** Under which the probabilities are stored. */
  readonly key: string;
  readonly analysedAt: number;
  readonly model: ModelIdentity;
  readonly plan: SamplingPlan;
  /** Frames decoded and embedded. */
  readonly frames: number;
  /** How far the footage was analysed, s. */
  readonly end: number;
  readonly decoder: DecoderName;
  readonly decoderDetail: string;
  readonly backend: BackendName;
  readonly device: string;
  /** With which the events were read off the probabilities. */
  readonly settings: EventSettings;
}
