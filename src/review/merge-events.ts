import type { ClipReview, DetectionEvent, ReviewedEvent } from '../contract/index.ts';
import { inOrder, isTouched } from './clip-review.ts';
import { bestPairs } from './event-match.ts';
import { overlap, temporalIou, type Span } from './span.ts';

/** Below this overlap two detections of one label are two events. */
const sameEventIou = 0.3;
/** A detection that lies this far inside reviewed footage of its label has been looked at already. */
const coveredShare = 0.9;

/**
 * The review after the thresholds moved and the detector ran again.
 *
 * An event that a person touched stays exactly as it was left, whether or not it is still detected; `isDetected` says
 * which. A detection answers to such an event when both carry the model's label and either overlap by IoU ≥ .3 or the
 * detection lies to nine tenths inside it: then it brings no new event, so that what was rejected stays rejected.
 * Of the untouched events, those detected again keep their id and take the new edges, and the rest go.
 */
export function mergeEvents(review: ClipReview, detections: readonly DetectionEvent[]): ClipReview {
  const touched = review.events.filter(isTouched);
  const open = review.events.filter((event) => !isTouched(event));
  const fresh = detections.filter((detection) => !touched.some((event) => answers(detection, event)));
  const pairs = bestPairs(fresh.length, open.length, (d, e) =>
    sameEvent(fresh[d] as DetectionEvent, open[e] as ReviewedEvent),
  );
  const idOf = new Map(pairs.map(({ row, column }) => [row, (open[column] as ReviewedEvent).id]));
  let { nextNumber } = review;
  const found = fresh.map((detection, d) => unreviewed(idOf.get(d) ?? `e${nextNumber++}`, detection));
  const kept = touched.map((event) => ({
    ...event,
    isDetected: detections.some((detection) => answers(detection, event)),
  }));
  return { ...review, events: inOrder([...kept, ...found]), nextNumber };
}

function answers(detection: DetectionEvent, event: ReviewedEvent): boolean {
  const looked: (Span & { readonly label: string })[] = [event, ...(event.detected ? [event.detected] : [])];
  if (!looked.some(({ label }) => label === detection.label)) return false;
  const length = detection.end - detection.start;
  return looked.some(
    (span) =>
      temporalIou(detection, span) >= sameEventIou ||
      (length > 0 && overlap(detection, span) >= coveredShare * length),
  );
}

function sameEvent(detection: DetectionEvent, event: ReviewedEvent): number {
  if (detection.label !== event.label) return 0;
  const iou = temporalIou(detection, event);
  return iou >= sameEventIou ? iou : 0;
}

function unreviewed(id: string, detected: DetectionEvent): ReviewedEvent {
  return { ...detected, id, origin: 'model', status: 'unreviewed', note: '', detected, isDetected: true };
}
