import { AppError } from '../base/index.ts';
import type { Bookmark, ClipReview, ReviewAction, ReviewedEvent } from '../contract/index.ts';
import { inOrder, numberOf } from './clip-review.ts';

/**
 * The review after one action; the one given stays as it is.
 * @throws AppError 'input-invalid' for an event or bookmark that is not there, edges that are no span, an empty
 *   label, or the removal of what the model found
 */
export function applyAction(review: ClipReview, action: ReviewAction): ClipReview {
  switch (action.kind) {
    case 'confirm':
      return change(review, action.event, { status: 'confirmed' });
    case 'reject':
      return change(review, action.event, { status: 'rejected' });
    case 'reopen':
      return change(review, action.event, { status: 'unreviewed' });
    case 'relabel':
      return change(review, action.event, { label: named(action.label) });
    case 'adjust':
      return change(review, action.event, spanOf(action));
    case 'note':
      return change(review, action.event, { note: action.text });
    case 'add':
      return add(review, action);
    case 'remove':
      return remove(review, action.event);
    case 'restore':
      return restore(review, action.was);
    case 'clip-note':
      return { ...review, note: action.text };
    case 'bookmark':
      return keep(review, { ...action.mark, id: `b${review.nextNumber}` });
    case 'edit-bookmark':
      return keep(review, action.was);
    case 'remove-bookmark':
      return removeBookmark(review, action.bookmark);
  }
}

/** @throws AppError 'input-invalid' when the review has no such event */
export function eventOf(review: ClipReview, id: string): ReviewedEvent {
  const event = review.events.find((candidate) => candidate.id === id);
  if (!event) throw invalid(`There is no event ${id} in this clip any more.`);
  return event;
}

/** @throws AppError 'input-invalid' when the review has no such bookmark */
export function bookmarkOf(review: ClipReview, id: string): Bookmark {
  const bookmark = review.bookmarks.find((candidate) => candidate.id === id);
  if (!bookmark) throw invalid(`There is no bookmark ${id} in this clip any more.`);
  return bookmark;
}

function change(review: ClipReview, id: string, fields: Partial<ReviewedEvent>): ClipReview {
  const changed = { ...eventOf(review, id), ...fields };
  return {
    ...review,
    events: inOrder(review.events.map((event) => (event.id === id ? changed : event))),
  };
}

function add(review: ClipReview, { drawn, note }: ReviewAction & { kind: 'add' }): ClipReview {
  const event: ReviewedEvent = {
    ...drawn,
    ...spanOf(drawn),
    label: named(drawn.label),
    id: `e${review.nextNumber}`,
    origin: 'hand',
    status: 'confirmed',
    note,
    detected: null,
    isDetected: false,
  };
  return restore(review, event);
}

function remove(review: ClipReview, id: string): ClipReview {
  if (eventOf(review, id).origin === 'model') {
    throw invalid(`The model found event ${id}, so it can be rejected but not removed.`);
  }
  return { ...review, events: review.events.filter((event) => event.id !== id) };
}

function restore(review: ClipReview, was: ReviewedEvent): ClipReview {
  const others = review.events.filter((event) => event.id !== was.id);
  return { ...review, events: inOrder([...others, was]), nextNumber: past(review, was.id) };
}

function keep(review: ClipReview, mark: Bookmark): ClipReview {
  if (!Number.isFinite(mark.at)) throw invalid('A bookmark needs a time in the clip.');
  const others = review.bookmarks.filter((bookmark) => bookmark.id !== mark.id);
  const bookmarks = [...others, mark].sort((a, b) => a.at - b.at || numberOf(a.id) - numberOf(b.id));
  return { ...review, bookmarks, nextNumber: past(review, mark.id) };
}

function removeBookmark(review: ClipReview, id: string): ClipReview {
  const gone = bookmarkOf(review, id);
  return { ...review, bookmarks: review.bookmarks.filter((bookmark) => bookmark !== gone) };
}

function past({ nextNumber }: ClipReview, id: string): number {
  return Math.max(nextNumber, numberOf(id) + 1);
}

function named(label: string): string {
  if (label.trim() === '') throw invalid('An event needs a label.');
  return label;
}

function spanOf({ start, end }: { start: number; end: number }): { start: number; end: number } {
  if (!Number.isFinite(start) || !Number.isFinite(end) || end <= start) {
    throw invalid('An event must end after it starts.');
  }
  return { start, end };
}

function invalid(message: string): AppError {
  return new AppError('input-invalid', message);
}
