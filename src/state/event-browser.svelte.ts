import type { DetectionEvent } from '../contract/index.ts';
import type { AnalysisSession } from './analysis-session.svelte.ts';
import type { Playback } from './playback.svelte.ts';

export type EventOrder = 'score' | 'time';

/** The events of the selected clip as a list to walk: filtered by class, ordered, one of them current. */
export class EventBrowser {
  readonly #session: AnalysisSession;
  readonly #playback: Playback;
  #order = $state<EventOrder>('score');
  #only = $state<string | null>(null);
  #currentKey = $state<string | null>(null);

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
  get current(): DetectionEvent | null {
    return this.list.find((event) => eventKey(event) === this.#currentKey) ?? null;
  }

  list = $derived.by((): readonly DetectionEvent[] => {
    const events = this.#session.selected?.events ?? [];
    const kept = this.#only === null ? [...events] : events.filter(({ label }) => label === this.#only);
    return kept.sort(
      this.#order === 'score'
        ? (a, b) => b.score - a.score || a.start - b.start
        : (a, b) => a.start - b.start,
    );
  });

  /** Events by label, whatever the filter. */
  counts = $derived.by((): Readonly<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { label } of this.#session.selected?.events ?? []) counts[label] = (counts[label] ?? 0) + 1;
    return counts;
  });

  orderBy(order: EventOrder): void {
    this.#order = order;
  }

  filter(label: string | null): void {
    this.#only = this.#only === label ? null : label;
  }

  play(event: DetectionEvent): void {
    this.#currentKey = eventKey(event);
    void this.#playback.playSpan(event.start, event.end);
  }

  /** Plays the next or previous event of the list, around its ends. */
  walk(direction: 1 | -1): void {
    const { list, current } = this;
    if (list.length === 0) return;
    const at = current ? list.indexOf(current) : direction === 1 ? -1 : 0;
    this.play(list[(at + direction + list.length) % list.length] as DetectionEvent);
  }
}

/** Names an event across re-detections that leave its start alone. */
export function eventKey({ label, start }: DetectionEvent): string {
  return `${label}@${start.toFixed(3)}`;
}
