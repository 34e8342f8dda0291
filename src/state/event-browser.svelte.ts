import type { ReviewedEvent, ReviewStatus } from '../contract/index.ts';
import type { AnalysisSession } from './analysis-session.svelte.ts';
import type { ClipEntry } from './clip-entry.svelte.ts';
import type { Playback } from './playback.svelte.ts';

export type EventOrder = 'score' | 'time';

/** The events of the selected clip as a list to walk: filtered by class and status, ordered, one of them current. */
export class EventBrowser {
  readonly #session: AnalysisSession;
  readonly #playback: Playback;
  #order = $state<EventOrder>('score');
  #only = $state<string | null>(null);
  #status = $state<ReviewStatus | null>(null);
  /** Events are numbered within a clip, so the clip names the event too. */
  #currentIds = $state.raw<{ readonly clip: string; readonly event: string } | null>(null);

  constructor(session: AnalysisSession, playback: Playback) {
    this.#session = session;
    this.#playback = playback;
  }

  get order(): EventOrder {
    return this.#order;
  }
  /** The one label shown; null for all. */
  get only(): string | null {
    return this.#only;
  }
  /** The one status shown; null for all. */
  get status(): ReviewStatus | null {
    return this.#status;
  }

  /** The event that the verbs are about, shown by the filters or not. */
  current = $derived.by((): ReviewedEvent | null => {
    const { selected } = this.#session;
    const ids = this.#currentIds;
    if (!selected || selected.id !== ids?.clip) return null;
    return selected.events.find(({ id }) => id === ids.event) ?? null;
  });

  list = $derived.by((): readonly ReviewedEvent[] =>
    this.ordered(this.#session.selected?.events ?? []).filter((event) => this.#isShown(event)),
  );

  /** Events by label, whatever the filter. */
  counts = $derived.by((): Readonly<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { label } of this.#session.selected?.events ?? []) counts[label] = (counts[label] ?? 0) + 1;
    return counts;
  });

  /** Events by status, whatever the filter. */
  statusCounts = $derived.by(() => countByStatus(this.#session.selected?.events ?? []));

  orderBy(order: EventOrder): void {
    this.#order = order;
  }

  filter(label: string | null): void {
    this.#only = this.#only === label ? null : label;
  }

  filterStatus(status: ReviewStatus | null): void {
    this.#status = status;
  }

  /** Events in the order chosen. */
  ordered(events: readonly ReviewedEvent[]): readonly ReviewedEvent[] {
    return [...events].sort((a, b) => this.#compare(a, b));
  }

  /** Makes an event of the selected clip the current one, and lets it be seen where the filters hid it. */
  select(event: ReviewedEvent | null, entry: ClipEntry | null = this.#session.selected): void {
    this.#currentIds = event && entry && { clip: entry.id, event: event.id };
    if (!event) return;
    if (this.#only !== null && this.#only !== event.label) this.#only = null;
    if (this.#status !== null && this.#status !== event.status) this.#status = null;
  }

  play(event: ReviewedEvent): void {
    this.select(event);
    void this.#playback.playSpan(event.start, event.end);
  }

  /** Plays the next or previous event of the list, around its ends; from one that is not listed, the one beside it. */
  walk(direction: 1 | -1): void {
    const { list, current } = this;
    if (list.length === 0) return;
    this.play(list[this.#placeBeside(current, direction)] as ReviewedEvent);
  }

  #placeBeside(current: ReviewedEvent | null, direction: 1 | -1): number {
    const { list } = this;
    if (!current) return direction === 1 ? 0 : list.length - 1;
    const at = list.findIndex(({ id }) => id === current.id);
    if (at >= 0) return (at + direction + list.length) % list.length;
    const after = list.findIndex((event) => this.#compare(event, current) > 0);
    const next = after < 0 ? list.length : after;
    return ((direction === 1 ? next : next - 1) + list.length) % list.length;
  }

  #isShown({ label, status }: ReviewedEvent): boolean {
    return (
      (this.#only === null || label === this.#only) && (this.#status === null || status === this.#status)
    );
  }

  #compare(a: ReviewedEvent, b: ReviewedEvent): number {
    const byScore = this.#order === 'score' ? b.score - a.score : 0;
    return byScore || a.start - b.start || Number(a.id.slice(1)) - Number(b.id.slice(1));
  }
}

export type StatusCounts = Readonly<Record<ReviewStatus, number>>;

export function countByStatus(events: Iterable<ReviewedEvent>): StatusCounts {
  const counts = { unreviewed: 0, confirmed: 0, rejected: 0 };
  for (const { status } of events) counts[status] += 1;
  return counts;
}
