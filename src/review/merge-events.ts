import type { ClipReview, DetectionEvent, ReviewedEvent } from '../contract/index.ts';
import { inOrder, isTouched } from './clip-review.ts';
import { matchEvents } from './event-match.ts';
import { SpanIndex } from './span-index.ts';
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
  const looked = new SpanIndex(touched.flatMap(lookedAt));
  const answering = new Set<string>();
  const fresh = detections.filter((detection) => {
    const answered = looked.overlapping(detection).filter((span) => answers(detection, span));
    for (const { id } of answered) answering.add(id);
    return answered.length === 0;
  });
  const again = matchEvents(open, fresh, { minIou: sameEventIou, sameLabel: true }).found;
  const idOf = new Map(again.map(({ truth, detection }) => [detection, truth.id]));
  let { nextNumber } = review;
  const found = fresh.map((detection) => unreviewed(idOf.get(detection) ?? `e${nextNumber++}`, detection));
  const kept = touched.map((event) => ({ ...event, isDetected: answering.has(event.id) }));
  return { ...review, events: inOrder([...kept, ...found]), nextNumber };
}

interface LookedAt extends Span {
  readonly id: string;
  /** Each under both, since a person may have given it another label than the model. */
  readonly labels: readonly string[];
}

/** The footage of an event that a person looked at: as it stands, and as it was first shown. */
function lookedAt({ id, label, start, end, detected }: ReviewedEvent): LookedAt[] {
  const labels = detected ? [label, detected.label] : [label];
  const spans: Span[] = detected ? [{ start, end }, detected] : [{ start, end }];
  return spans.map((span) => ({ id, labels, start: span.start, end: span.end }));
}

function answers(detection: DetectionEvent, span: LookedAt): boolean {
  if (!span.labels.includes(detection.label)) return false;
  const isCovered = overlap(detection, span) >= coveredShare * (detection.end - detection.start);
  return isCovered || temporalIou(detection, span) >= sameEventIou;
}

function unreviewed(id: string, detected: DetectionEvent): ReviewedEvent {
  return { ...detected, id, origin: 'model', status: 'unreviewed', note: '', detected, isDetected: true };
}
