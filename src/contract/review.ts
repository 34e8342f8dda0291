import type { DetectionEvent } from './tracks.ts';

/** 'unreviewed': the model's word alone. 'confirmed' and 'rejected': a person looked. */
export type ReviewStatus = 'unreviewed' | 'confirmed' | 'rejected';

/**
 * An event as it stands after review: `label`, `start` and `end` are what a person would show (relabelled and
 * adjusted), `detected` is what the model had said. `peak` and `score` always speak of the label that the model gave;
 * for an event drawn by hand, of its first label within its first span.
 */
export interface ReviewedEvent extends DetectionEvent {
  /** 'e1', 'e2', … within the clip; a number is never given twice. */
  readonly id: string;
  readonly origin: 'model' | 'hand';
  readonly status: ReviewStatus;
  readonly note: string;
  /** The detection that a person first saw under this id; null for an event drawn by hand. */
  readonly detected: DetectionEvent | null;
  /** False when the thresholds in force no longer give this event: only its review keeps it. */
  readonly isDetected: boolean;
}

export type Severity = 'low' | 'medium' | 'high';

export interface Bookmark {
  /** 'b1', 'b2', … within the clip; a number is never given twice. */
  readonly id: string;
  /** Presentation time of the frame, s. */
  readonly at: number;
  /** Frame number counted from 0, where the frames have been counted. */
  readonly frame: number | null;
  readonly severity: Severity;
  readonly text: string;
}

/** What a person made of one clip. */
export interface ClipReview {
  readonly note: string;
  /** Ordered by start. */
  readonly events: readonly ReviewedEvent[];
  /** Ordered by time. */
  readonly bookmarks: readonly Bookmark[];
  /** The number that the next event or bookmark gets. Only ever grows, so that the log names each thing once. */
  readonly nextNumber: number;
}

/** One thing a person does to the review of a clip. The same objects go into the activity log. */
export type ReviewAction =
  | { readonly kind: 'confirm'; readonly event: string }
  | { readonly kind: 'reject'; readonly event: string }
  | { readonly kind: 'reopen'; readonly event: string }
  | { readonly kind: 'relabel'; readonly event: string; readonly label: string }
  | { readonly kind: 'adjust'; readonly event: string; readonly start: number; readonly end: number }
  | { readonly kind: 'note'; readonly event: string; readonly text: string }
  /** Draws an event by hand; it counts as confirmed. */
  | { readonly kind: 'add'; readonly drawn: DetectionEvent; readonly note: string }
  /** Only for an event drawn by hand; what the model found is rejected, never removed. */
  | { readonly kind: 'remove'; readonly event: string }
  /** Puts an event as it was, replacing the one of its id: how undo and redo work. */
  | { readonly kind: 'restore'; readonly was: ReviewedEvent }
  | { readonly kind: 'clip-note'; readonly text: string }
  | { readonly kind: 'bookmark'; readonly mark: Omit<Bookmark, 'id'> }
  | { readonly kind: 'edit-bookmark'; readonly was: Bookmark }
  | { readonly kind: 'remove-bookmark'; readonly bookmark: string };
