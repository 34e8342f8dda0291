import type { ClipReview, ReviewAction } from '../contract/index.ts';
import { formatTimecode } from './timecode.ts';

const eventVerbs = {
  confirm: 'Confirm',
  reject: 'Reject',
  reopen: 'Reopen',
  relabel: 'Relabel',
  adjust: 'Move edges of',
  note: 'Note on',
  remove: 'Remove',
} as const;

/** What an action does, as a title for undo and redo: 'Confirm Fire at 00:00:12.500'. @param review it begins from */
export function titleOf(action: ReviewAction, review: ClipReview): string {
  switch (action.kind) {
    case 'add':
      return `Mark ${action.drawn.label} at ${formatTimecode(action.drawn.start)}`;
    case 'restore':
      return `Restore ${action.was.label} at ${formatTimecode(action.was.start)}`;
    case 'clip-note':
      return 'Note on the clip';
    case 'bookmark':
      return `Bookmark at ${formatTimecode(action.mark.at)}`;
    case 'edit-bookmark':
      return `Change bookmark at ${formatTimecode(action.was.at)}`;
    case 'remove-bookmark':
      return `Remove bookmark ${action.bookmark}`;
    case 'relabel':
      return `${eventVerbs.relabel} ${nameOf(action.event, review)} to ${action.label}`;
    default:
      return `${eventVerbs[action.kind]} ${nameOf(action.event, review)}`;
  }
}

/** Id of the event that an action is about; null for one about the clip or a bookmark. */
export function eventIdOf(action: ReviewAction): string | null {
  if ('event' in action) return action.event;
  return action.kind === 'restore' ? action.was.id : null;
}

/** Where an action is to be seen, s; null for one about the whole clip. */
export function timeOf(action: ReviewAction, review: ClipReview): number | null {
  const eventId = eventIdOf(action);
  if (eventId !== null) return review.events.find(({ id }) => id === eventId)?.start ?? null;
  if (action.kind === 'bookmark') return action.mark.at;
  return action.kind === 'edit-bookmark' ? action.was.at : null;
}

function nameOf(id: string, { events }: ClipReview): string {
  const event = events.find((candidate) => candidate.id === id);
  return event ? `${event.label} at ${formatTimecode(event.start)}` : `event ${id}`;
}
