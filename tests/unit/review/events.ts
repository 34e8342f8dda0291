import type { ClipReview, DetectionEvent } from '../../../src/contract/index.ts';
import { emptyReview, mergeEvents } from '../../../src/review/index.ts';

export function detection(label: string, start: number, end: number, score = 0.8): DetectionEvent {
  return { label, start, end, peak: (start + end) / 2, score };
}

/** The review of a clip in which the model found these. */
export function reviewOf(...detections: DetectionEvent[]): ClipReview {
  return mergeEvents(emptyReview, detections);
}
