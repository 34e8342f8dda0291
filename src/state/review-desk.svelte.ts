import type { Bookmark, ClipReview, ReviewAction, ReviewedEvent, Severity } from '../contract/index.ts';
import {
  applyAction,
  emptyHistory,
  perform,
  redo,
  undo,
  type ReviewStep,
  type UndoHistory,
} from '../review/index.ts';
import type { AnalysisSession } from './analysis-session.svelte.ts';
import type { ClipEntry } from './clip-entry.svelte.ts';
import { drawnEvent, likeliestLabel } from './drawn-event.ts';
import { countByStatus, type EventBrowser } from './event-browser.svelte.ts';
import { besideFrame } from './frame-neighbours.ts';
import { nextOpenEvent } from './next-open-event.ts';
import type { Notices } from './notices.svelte.ts';
import type { Playback } from './playback.svelte.ts';
import { eventIdOf, timeOf, titleOf } from './review-titles.ts';

/** Whoever keeps what a person did to the review of a clip, and writes it into the log. Called after each action. */
export interface ReviewKeeper {
  kept(entry: ClipEntry, means: 'do' | 'undo' | 'redo', action: ReviewAction): void;
}

export interface ReviewDeskParts {
  readonly session: AnalysisSession;
  readonly playback: Playback;
  readonly events: EventBrowser;
  readonly keeper: ReviewKeeper;
  readonly notices: Notices;
  /** The clips of the case, the one to look at first first. */
  readonly ranked: () => readonly ClipEntry[];
}

export type Edge = 'start' | 'end';

/** What a person does to the events of all clips, one step at a time to undo, whichever clip it touched. */
export class ReviewDesk {
  readonly #parts: ReviewDeskParts;
  #history = $state.raw<UndoHistory>(emptyHistory);
  readonly #made = new WeakMap<ReviewStep, { readonly entry: ClipEntry; readonly title: string }>();
  #said = $state('');

  constructor(parts: ReviewDeskParts) {
    this.#parts = parts;
  }

  /** What undoing would take back; null when there is nothing. */
  readonly undoTitle = $derived.by(() => this.#lastTitle(this.#history.done));
  readonly redoTitle = $derived.by(() => this.#lastTitle(this.#history.undone));
  /** What was done last, as a sentence. */
  get said(): string {
    return this.#said;
  }

  /** Events of all clips, by status. */
  readonly counts = $derived.by(() =>
    countByStatus(this.#parts.session.entries.flatMap(({ events }) => events)),
  );

  /** The event that the verbs are about. */
  get current(): ReviewedEvent | null {
    return this.#parts.events.current;
  }

  /** The class that fits the stretch between the marks best, to be offered for it; null without marks or track. */
  readonly suggestedLabel = $derived.by((): string | null => {
    const stretch = this.#stretch();
    const track = this.#parts.session.selected?.smoothed ?? null;
    return stretch && likeliestLabel(track, stretch);
  });

  confirm(): void {
    this.#judge('confirm', 'confirmed');
  }
  reject(): void {
    this.#judge('reject', 'rejected');
  }
  reopen(): void {
    this.#judge('reopen', 'unreviewed');
  }

  relabel(label: string): void {
    const { current } = this;
    if (current && current.label !== label) this.#do({ kind: 'relabel', event: current.id, label });
  }

  adjust(start: number, end: number): void {
    const { current } = this;
    if (!current || (current.start === start && current.end === end)) return;
    const { playback } = this.#parts;
    const isRepeated = playback.repeated?.from === current.start && playback.repeated.to === current.end;
    if (this.#do({ kind: 'adjust', event: current.id, start, end }) && isRepeated)
      playback.repeat({ from: start, to: end });
  }

  /** Puts an edge of the current event where the play head is. */
  setEdge(edge: Edge, time: number = this.#parts.playback.position): void {
    const { current } = this;
    if (!current) return;
    const { start, end } = current;
    if (edge === 'start') this.adjust(time, end);
    else this.adjust(start, time);
  }

  /** Moves an edge by one frame and shows the frame that is then the first or the last inside. */
  nudge(edge: Edge, direction: 1 | -1): void {
    const { current } = this;
    if (!current) return;
    const { playback } = this.#parts;
    const { frameTimes, info, start, end } = playback;
    const grid = { times: frameTimes, frameRate: info?.frameRate ?? null, start, end };
    const time = besideFrame(current[edge], direction, grid);
    this.setEdge(edge, time);
    void playback.seek(edge === 'start' ? time + 1e-6 : time - 1e-4);
  }

  note(text: string): void {
    const { current } = this;
    if (current && current.note !== text.trim())
      this.#do({ kind: 'note', event: current.id, text: text.trim() });
  }

  /** Draws an event between the marks; without a label it gets the class that fits best. */
  addFromMarks(label: string | null = this.suggestedLabel): void {
    const { session, events, notices } = this.#parts;
    const entry = session.selected;
    if (!entry) return;
    if (label === null) {
      notices.tell('Say which class it is.', undefined, 'Set both marks with I and O, then choose a class.');
      return;
    }
    const id = `e${entry.review.nextNumber}`;
    const stretch = this.#stretch() ?? { start: 0, end: 0 };
    const isDone = this.#attempt(() => {
      const drawn = drawnEvent(entry.smoothed, label, stretch);
      this.#perform(entry, { kind: 'add', drawn, note: '' });
    });
    if (isDone) events.select(entry.events.find((event) => event.id === id) ?? null);
  }

  /** Only for an event drawn by hand. */
  remove(): void {
    const { current } = this;
    if (current) this.#do({ kind: 'remove', event: current.id });
  }

  putClipNote(text: string): void {
    const review = this.#parts.session.selected?.review;
    if (review && review.note !== text.trim()) this.#do({ kind: 'clip-note', text: text.trim() });
  }

  /** Marks the frame that is shown. */
  bookmark(severity: Severity, text: string): void {
    const { position, frame } = this.#parts.playback;
    this.#do({ kind: 'bookmark', mark: { at: position, frame, severity, text: text.trim() } });
  }

  editBookmark(was: Bookmark): void {
    this.#do({ kind: 'edit-bookmark', was });
  }

  removeBookmark({ id }: Bookmark): void {
    this.#do({ kind: 'remove-bookmark', bookmark: id });
  }

  /** Plays the part between the marks over and over, else the current event; once more to let it go. */
  toggleRepeat(): void {
    const { playback } = this.#parts;
    const stretch = this.#stretch() ?? this.current;
    const isOn = playback.repeated !== null;
    playback.repeat(isOn || !stretch ? null : { from: stretch.start, to: stretch.end });
    if (playback.repeated) playback.play(playback.pace);
  }

  undo(): void {
    this.#travel(undo, 'undo');
  }
  redo(): void {
    this.#travel(redo, 'redo');
  }

  /**
   * Goes to the next or previous event that nobody has judged, across all clips, the most suspicious clip first, and
   * plays it. A class chosen in the filter holds.
   */
  walkOpen(direction: 1 | -1): void {
    const { session, events, notices } = this.#parts;
    const from = { entry: session.selected, event: this.current };
    const next = nextOpenEvent(this.#parts.ranked(), from, direction, events);
    if (!next) {
      const which = events.only === null ? 'event' : `event of the class ${events.only}`;
      notices.tell(`No ${which} is left to review.`);
      return;
    }
    session.select(next.entry);
    events.play(next.event);
  }

  #judge(kind: 'confirm' | 'reject' | 'reopen', status: ReviewedEvent['status']): void {
    const { current } = this;
    if (current && current.status !== status) this.#do({ kind, event: current.id });
  }

  /** Does an action on the selected clip. @returns whether it could be done */
  #do(action: ReviewAction): boolean {
    const entry = this.#parts.session.selected;
    return entry !== null && this.#attempt(() => this.#perform(entry, action));
  }

  #perform(entry: ClipEntry, action: ReviewAction): void {
    const before = entry.review;
    const { review, history, step } = perform(this.#history, entry.id, before, action);
    const title = titleOf(action, before);
    this.#made.set(step, { entry, title });
    entry.keepReview(review);
    this.#history = history;
    this.#said = `${title}: done.`;
    this.#parts.keeper.kept(entry, 'do', action);
  }

  #travel(turn: typeof undo, means: 'undo' | 'redo'): void {
    for (let turned = turn(this.#history); turned; turned = turn(this.#history)) {
      const { history, step } = turned;
      this.#history = history;
      const made = this.#living(step);
      if (made) return void this.#attempt(() => this.#replay(made.entry, step, means));
    }
  }

  #replay(entry: ClipEntry, step: ReviewStep, means: 'undo' | 'redo'): void {
    const action = step[means];
    const before = entry.review;
    const after = applyAction(before, action);
    entry.keepReview(after);
    this.#said = `${this.#made.get(step)?.title ?? ''}: ${means === 'undo' ? 'undone' : 'done again'}.`;
    this.#parts.keeper.kept(entry, means, action);
    this.#show(entry, action, after);
  }

  /** Puts what was just changed on the desk. */
  #show(entry: ClipEntry, action: ReviewAction, review: ClipReview): void {
    const { session, events, playback } = this.#parts;
    session.select(entry);
    const id = eventIdOf(action);
    if (id !== null) events.select(entry.events.find((event) => event.id === id) ?? null, entry);
    const time = timeOf(action, review);
    if (time !== null) playback.whenOpen(() => playback.seek(time + 1e-6));
  }

  #stretch(): { start: number; end: number } | null {
    const { in: start, out: end } = this.#parts.playback.marks;
    return start !== null && end !== null && end > start ? { start, end } : null;
  }

  #lastTitle(steps: readonly ReviewStep[]): string | null {
    const last = steps.findLast((step) => this.#living(step) !== null);
    return last ? (this.#living(last)?.title ?? null) : null;
  }

  /** null for a step on a clip that is no longer there: taken out, or of the case that was open before. */
  #living(step: ReviewStep): { readonly entry: ClipEntry; readonly title: string } | null {
    const made = this.#made.get(step);
    return made && this.#parts.session.entries.includes(made.entry) ? made : null;
  }

  #attempt(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.#parts.notices.report(error);
      return false;
    }
  }
}
