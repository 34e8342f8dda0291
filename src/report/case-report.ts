import type {
  ActivityLog,
  Case,
  HysteresisByLabel,
  ModelIdentity,
  ProbabilityTrack,
} from '../contract/index.ts';

/**
 * All that goes into the exports of a case. They hold nothing else: no clock, no language, no chance, so the same input
 * gives the same bytes.
 */
export interface CaseReport {
  readonly case: Case;
  readonly log: ActivityLog;
  /** The models that the analyses name. */
  readonly models: readonly ReportModel[];
  readonly application: Application;
  /** When the export is made, milliseconds since 1970. */
  readonly at: number;
  /** Who makes it, as they call themselves; '' when not given. */
  readonly by: string;
  /** Smoothed probabilities by clip id, for the timelines. */
  readonly tracks?: ReadonlyMap<string, ProbabilityTrack>;
  /** Pictures as data URLs by `pictureKey`. */
  readonly pictures?: ReadonlyMap<string, string>;
}

export interface Application {
  readonly name: string;
  readonly version: string;
}

/** What a reader must know of a model to weigh its word. */
export interface ReportModel {
  readonly identity: ModelIdentity;
  readonly name: string;
  readonly labels: readonly string[];
  readonly licence: string;
  /** What it cannot do, one sentence each. */
  readonly limits: readonly string[];
  /** Measured figures, as { name: 'Accuracy on unseen cameras', value: '0.62 (95 % 0.55–0.69)' }. */
  readonly figures: readonly { readonly name: string; readonly value: string }[];
  /** Its own thresholds and smoothing half-life, s. */
  readonly thresholds: HysteresisByLabel;
  readonly halfLife: number;
}

/** Where the picture of an event or bookmark is found in {@link CaseReport.pictures}. */
export function pictureKey(clipId: string, id: string): string {
  return `${clipId}/${id}`;
}
