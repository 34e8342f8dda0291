import type { ReviewedEvent } from '../contract/index.ts';
import type { ClipEntry } from './clip-entry.svelte.ts';

/** How the events of one clip are listed. */
export interface EventListing {
  /** The one label to walk; null for all. */
  readonly only: string | null;
  ordered(events: readonly ReviewedEvent[]): readonly ReviewedEvent[];
}

/** Where a walk stands: on a clip or on none, on one of its events or on none. */
export interface WalkPlace {
  readonly entry: ClipEntry | null;
  readonly event: ReviewedEvent | null;
}

type Found = { readonly entry: ClipEntry; readonly event: ReviewedEvent };

/**
 * The next event that nobody has judged: behind the current one in its clip, then through the other clips in their
 * order, around the end, and at last those before it. null when all are judged.
 */
export function nextOpenEvent(
  clips: readonly ClipEntry[],
  { entry: selected, event: current }: WalkPlace,
  direction: 1 | -1,
  listing: EventListing,
): Found | null {
  const way = direction === 1 ? clips : clips.toReversed();
  const here = selected ? way.indexOf(selected) : -1;
  const others = [...way.slice(here + 1), ...way.slice(0, Math.max(0, here))];
  const [behind, before] = selected ? openAround(selected, current, direction, listing) : [[], []];
  if (selected && behind[0]) return { entry: selected, event: behind[0] };
  for (const entry of others) {
    const [event] = openOf(entry, direction, listing);
    if (event) return { entry, event };
  }
  return selected && before[0] ? { entry: selected, event: before[0] } : null;
}

/** Unjudged events of a clip, in the direction of the walk. */
function openOf(entry: ClipEntry, direction: 1 | -1, listing: EventListing): readonly ReviewedEvent[] {
  const open = listing.ordered(
    entry.events.filter(({ status, label }) => status === 'unreviewed' && (listing.only ?? label) === label),
  );
  return direction === 1 ? open : open.toReversed();
}

/** Those that lie behind the current event and those before it. */
function openAround(
  entry: ClipEntry,
  current: ReviewedEvent | null,
  direction: 1 | -1,
  listing: EventListing,
): readonly [readonly ReviewedEvent[], readonly ReviewedEvent[]] {
  const open = openOf(entry, direction, listing);
  if (!current) return [open, []];
  const all = listing.ordered([...open.filter(({ id }) => id !== current.id), current]);
  const turned = direction === 1 ? all : all.toReversed();
  const at = turned.findIndex(({ id }) => id === current.id);
  return [turned.slice(at + 1), turned.slice(0, at)];
}
