import type { ClipReview, ReviewAction } from '../contract/index.ts';
import { applyAction, bookmarkOf, eventOf } from './apply-action.ts';

/** One action with what takes it back and what does it again, whatever was re-detected in between. */
export interface ReviewStep {
  /** Id of the clip: one history runs across all files of a case. */
  readonly clip: string;
  readonly action: ReviewAction;
  readonly undo: ReviewAction;
  readonly redo: ReviewAction;
}

export interface UndoHistory {
  /** Oldest first. */
  readonly done: readonly ReviewStep[];
  /** What was taken back, the latest last. */
  readonly undone: readonly ReviewStep[];
}

export const emptyHistory: UndoHistory = { done: [], undone: [] };

/** Steps kept; a person does not take back more. */
const depth = 1000;

export interface Performed {
  readonly review: ClipReview;
  readonly history: UndoHistory;
  readonly step: ReviewStep;
}

/**
 * Does an action on one clip and remembers it; what had been undone before can no longer be redone.
 * @throws AppError 'input-invalid' as {@link applyAction}
 */
export function perform(
  history: UndoHistory,
  clip: string,
  review: ClipReview,
  action: ReviewAction,
): Performed {
  const after = applyAction(review, action);
  const step = { clip, action, undo: inverse(review, action), redo: repeat(after, action, review) };
  return {
    review: after,
    history: { done: [...history.done, step].slice(-depth), undone: [] },
    step,
  };
}

/** The step to take back: apply its `undo` to its clip. null when there is none. */
export function undo({ done, undone }: UndoHistory): { history: UndoHistory; step: ReviewStep } | null {
  const step = done.at(-1);
  return step ? { step, history: { done: done.slice(0, -1), undone: [...undone, step] } } : null;
}

/** The step to do again: apply its `redo` to its clip. null when there is none. */
export function redo({ done, undone }: UndoHistory): { history: UndoHistory; step: ReviewStep } | null {
  const step = undone.at(-1);
  return step ? { step, history: { done: [...done, step], undone: undone.slice(0, -1) } } : null;
}

function inverse(before: ClipReview, action: ReviewAction): ReviewAction {
  switch (action.kind) {
    case 'add':
      return { kind: 'remove', event: `e${before.nextNumber}` };
    case 'restore': {
      const was = before.events.find(({ id }) => id === action.was.id);
      return was ? { kind: 'restore', was } : { kind: 'remove', event: action.was.id };
    }
    case 'clip-note':
      return { kind: 'clip-note', text: before.note };
    case 'bookmark':
      return { kind: 'remove-bookmark', bookmark: `b${before.nextNumber}` };
    case 'edit-bookmark':
      return { kind: 'edit-bookmark', was: bookmarkOf(before, action.was.id) };
    case 'remove-bookmark':
      return { kind: 'edit-bookmark', was: bookmarkOf(before, action.bookmark) };
    default:
      return { kind: 'restore', was: eventOf(before, action.event) };
  }
}

/** A new event or bookmark comes back under its first id, and a changed one even where re-detection dropped it. */
function repeat(after: ClipReview, action: ReviewAction, before: ClipReview): ReviewAction {
  switch (action.kind) {
    case 'add':
      return { kind: 'restore', was: eventOf(after, `e${before.nextNumber}`) };
    case 'bookmark':
      return { kind: 'edit-bookmark', was: bookmarkOf(after, `b${before.nextNumber}`) };
    case 'remove':
    case 'restore':
    case 'clip-note':
    case 'edit-bookmark':
    case 'remove-bookmark':
      return action;
    default:
      return { kind: 'restore', was: eventOf(after, action.event) };
  }
}
