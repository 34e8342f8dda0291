import type { ClipReview, ReviewedEvent } from '../contract/index.ts';

/** The review of a clip that nobody has looked at yet. */
export const emptyReview: ClipReview = { note: '', events: [], bookmarks: [], nextNumber: 1 };

/** Whether a person left a mark on the event, which re-detection must then keep. */
export function isTouched(event: ReviewedEvent): boolean {
  return (
    event.origin === 'hand' ||
    event.status !== 'unreviewed' ||
    event.note !== '' ||
    isRelabelled(event) ||
    isAdjusted(event)
  );
}

/** Whether a person gave it another label than the model. */
export function isRelabelled({ label, detected }: ReviewedEvent): boolean {
  return detected !== null && detected.label !== label;
}

/** Whether a person moved its edges. */
export function isAdjusted({ start, end, detected }: ReviewedEvent): boolean {
  return detected !== null && (detected.start !== start || detected.end !== end);
}

/** Neither rejected nor without any basis: what a report counts as an event. */
export function isStanding({ status }: ReviewedEvent): boolean {
  return status !== 'rejected';
}

/** By start, then end, then number: an order that does not depend on how the list came about. */
export function inOrder(events: readonly ReviewedEvent[]): ReviewedEvent[] {
  return [...events].sort((a, b) => a.start - b.start || a.end - b.end || numberOf(a.id) - numberOf(b.id));
}

/** The number in 'e12' or 'b12'. */
export function numberOf(id: string): number {
  return Number(id.slice(1));
}
