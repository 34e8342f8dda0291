import { AppError } from '../../base/index.ts';
import type {
  Activity,
  ActivityLog,
  Case,
  CaseClip,
  CaseSettings,
  ReviewAction,
  SourceFile,
} from '../../contract/index.ts';
import type { CaseStore, StoredCase } from '../../storage/index.ts';
import type { AnalysisSession, ClipChange } from '../analysis-session.svelte.ts';
import { ClipEntry } from '../clip-entry.svelte.ts';
import type { Sources } from '../dataset-folders.ts';
import { visitSettings, type EventTuning } from '../event-tuning.svelte.ts';
import { setOf } from '../immutable-map.ts';
import type { Notices } from '../notices.svelte.ts';
import type { AnalysisArchive, SettingsStore } from '../stores.ts';
import { CaseFiles } from './case-files.svelte.ts';
import { CaseLog } from './case-log.svelte.ts';
import { clipNumber, countsOf, inOrder, nameFor, newCase, noSettings } from './case-record.ts';
import { shownStatus, toCaseClip } from './clip-record.ts';

export interface CaseDeskParts {
  readonly store: CaseStore;
  readonly session: AnalysisSession;
  readonly tuning: EventTuning;
  readonly archive: Pick<AnalysisArchive, 'get' | 'clear'>;
  readonly settings: SettingsStore;
  readonly notices: Notices;
  readonly sha256: (file: File) => Promise<string>;
  /** Holds a case for this tab; null when another tab has it open. */
  readonly hold: (caseId: string) => Promise<Disposable | null>;
  /** An id no other case has. */
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Who works, as they call themselves. */
  readonly by: () => string;
}

const openCaseKey = 'open-case';
/** Changes within this time are written together, ms. */
const saveAfter = 150;

/**
 * The case on the desk: everything that happens to its clips is kept as it happens, and everything a person or the
 * program did is noted in its log. Footage that is opened without a case begins one.
 */
export class CaseDesk {
  readonly #parts: CaseDeskParts;
  /** The files behind its clips. */
  readonly files: CaseFiles;
  #current = $state.raw<StoredCase | null>(null);
  #log = $state.raw<CaseLog | null>(null);
  #list = $state.raw<readonly StoredCase[]>([]);
  #isOpening = $state(false);
  #held: Disposable | null = null;
  readonly #owner = new WeakMap<ClipEntry, string>();
  readonly #ingested = new WeakSet<ClipEntry>();
  #dirty = setOf<ClipEntry>([]);
  #saving: ReturnType<typeof setTimeout> | null = null;
  #writing: Promise<unknown> = Promise.resolve();
  /** One drop after the other, so that two quick ones do not begin two cases. */
  #receiving: Promise<void> = Promise.resolve();
  #lastModel = '';

  constructor(parts: CaseDeskParts) {
    this.#parts = parts;
    this.files = new CaseFiles({ ...parts, note: (activity) => this.note(activity) });
    parts.session.onChange = (entry, change) => this.#changed(entry, change);
    parts.tuning.onSettled = (what, value) => this.note({ kind: 'settings', what, value });
  }

  /** null when none is open. */
  get current(): StoredCase | null {
    return this.#current;
  }
  get log(): CaseLog | null {
    return this.#log;
  }
  /** All cases on this device, the one last changed first. */
  get list(): readonly StoredCase[] {
    return this.#list;
  }
  get isOpening(): boolean {
    return this.#isOpening;
  }
  /** Reads the list, and opens the case that was open when the page went away. */
  async start(): Promise<void> {
    await this.#attempt(async () => {
      this.#list = await this.#parts.store.list();
      const last = await this.#parts.settings.get(openCaseKey);
      if (!isLastOpen(last) || !this.#list.some(({ id }) => id === last.caseId)) return;
      await this.open(last.caseId, last.clipId);
    });
  }

  /** Takes footage in: files of clips that miss theirs go back to them, the rest become clips, of a new case if need be. */
  receive(sources: Sources): Promise<void> {
    const received = this.#receiving.then(() => this.#receive(sources));
    this.#receiving = received;
    return received;
  }

  async #receive(sources: Sources): Promise<void> {
    if (sources.files.length === 0) return;
    await this.#attempt(async () => {
      const fresh = await this.files.takeBack(sources.files);
      if (this.#current) this.#parts.session.add(fresh);
      else await this.#begin(nameFor(sources.files.map(({ path }) => path)), fresh);
      await this.files.keep(sources.roots);
    });
  }

  /** Puts another case on the desk. */
  async open(id: string, clipId: string | null = null): Promise<void> {
    if (this.#current?.id === id || this.#isOpening) return;
    this.#isOpening = true;
    await this.#attempt(() => this.#open(id, clipId));
    this.#isOpening = false;
  }

  /**
   * Takes in a case that another Vigil wrote, with its log, and opens it.
   * @throws AppError 'input-invalid' when a case of this id is here already
   */
  async adopt(
    { clips, ...rest }: Case,
    { entries, head }: ActivityLog,
    bundle: { readonly from: string; readonly sha256: string },
  ): Promise<void> {
    const { store, now } = this.#parts;
    if (await store.get(rest.id)) {
      throw new AppError('input-invalid', `The case “${rest.name}” is on this device already.`, {
        remedy: 'Open it from the list, or delete it there before you bring this one in.',
      });
    }
    const numbers = clips.map(({ id }) => clipNumber(id) + 1);
    const order = clips.map(({ id }) => id);
    const blank = newCase(rest.id, rest.name, rest.createdAt);
    for (const clip of clips) await store.putClip(rest.id, clip);
    await store.putLog(rest.id, entries, head);
    await store.put({ ...blank, ...rest, changedAt: now(), order, nextClip: Math.max(1, ...numbers) });
    this.#list = await store.list();
    await this.open(rest.id);
    this.note({ kind: 'import', ...bundle });
    this.#change({});
  }

  /** Clears the desk; the case stays in the list. */
  async close(): Promise<void> {
    await this.flush();
    this.#current = null;
    this.#parts.tuning.useCase(visitSettings());
    this.#log = null;
    this.files.useCase(null);
    this.#parts.session.restore([], 1, false);
    this.#held?.[Symbol.dispose]();
    this.#held = null;
    this.#rememberOpen();
    await this.#attempt(async () => void (this.#list = await this.#parts.store.list()));
  }

  /** Deletes a case with its log and reviews. The footage is not touched. */
  async delete(id: string): Promise<void> {
    if (this.#current?.id === id) await this.close();
    await this.#attempt(async () => {
      await this.#parts.store.delete(id);
      this.#list = await this.#parts.store.list();
    });
  }

  /** Deletes every case and every stored result. */
  async deleteAll(): Promise<void> {
    await this.close();
    await this.#attempt(async () => {
      for (const { id } of this.#list) await this.#parts.store.delete(id);
      await this.#parts.archive.clear();
      this.#list = await this.#parts.store.list();
      this.#parts.notices.tell('All cases and stored results have been deleted from this device.');
    });
  }

  rename(name: string): void {
    if (!this.#current || name.trim() === '' || name === this.#current.name) return;
    this.#change({ name: name.trim() });
    this.note({ kind: 'case', done: 'renamed', text: name.trim() });
  }

  putNotes(notes: string): void {
    if (!this.#current || notes === this.#current.notes) return;
    this.#change({ notes });
    this.note({ kind: 'case', done: 'noted', text: notes });
  }

  putSettings(settings: CaseSettings): void {
    if (this.#current) this.#change({ settings });
  }

  /** A person did something to the review of a clip, which is kept and noted. */
  reviewed(entry: ClipEntry, means: 'do' | 'undo' | 'redo', action: ReviewAction): void {
    this.#touch(entry);
    this.note({ kind: 'review', clip: entry.id, means, action });
  }

  /** Writes into the log of the open case; nothing when none is open. */
  note(activity: Activity): void {
    this.#log?.note(activity);
  }

  /** Remembers which clip is on the desk, for the next visit. */
  noteSelected(): void {
    this.#rememberOpen();
  }

  pause(): void {
    this.#parts.session.pause();
    this.#change({});
  }

  resume(): void {
    this.#parts.session.resume();
    this.#change({});
  }

  /** The clips as they are kept and exported, in the order of work. */
  clips(): readonly CaseClip[] {
    return this.#parts.session.entries.map((entry) => toCaseClip(entry, this.#parts.tuning.settings));
  }

  /** Everything that has changed is written. */
  async flush(): Promise<void> {
    this.#parts.tuning.settle();
    if (this.#saving !== null) clearTimeout(this.#saving);
    this.#save();
    await this.#writing;
    await this.#log?.settled();
  }

  /** The case and its first clips come at once, so that no screen is built for a case without clips. */
  async #begin(name: string, files: readonly SourceFile[]): Promise<void> {
    const { newId, now, store, session } = this.#parts;
    const begun = newCase(newId(), name, now());
    this.#held = await this.#parts.hold(begun.id);
    this.#current = begun;
    this.#log = this.#newLog(begun.id);
    this.#lastModel = '';
    this.#adoptSettings();
    this.files.useCase(begun.id);
    this.note({ kind: 'case', done: 'created', text: name });
    this.#list = [begun, ...this.#list];
    this.#write(() => store.put(begun));
    session.add(files);
    this.#rememberOpen();
  }

  async #open(id: string, clipId: string | null): Promise<void> {
    const { store, session, notices } = this.#parts;
    if (this.#current) await this.close();
    const held = await this.#parts.hold(id);
    const stored = held && (await store.get(id));
    if (!held || !stored) {
      if (!held)
        notices.tell('This case is open in another tab.', undefined, 'Go on there, or close that tab.');
      return;
    }
    const clips = await store.clips(id);
    const log = this.#newLog(id);
    await log.load();
    this.#held = held;
    this.#log = log;
    this.#current = stored;
    this.#adoptSettings();
    this.files.useCase(id, await store.roots(id));
    const entries = inOrder(clips, stored.order).map((clip) => this.#entryOf(clip));
    session.restore(entries, stored.nextClip, stored.isPaused);
    await this.#loadResults(clips);
    const selected = session.find(clipId);
    if (selected) session.select(selected);
    this.#rememberOpen();
    await this.files.reopen();
  }

  #adoptSettings(): void {
    this.#parts.tuning.useCase({
      get: () => this.#current?.settings ?? noSettings,
      put: (settings) => this.putSettings(settings),
    });
  }

  #newLog(caseId: string): CaseLog {
    const { store, now, by, notices } = this.#parts;
    return new CaseLog(caseId, { store, now, by, onError: (error) => notices.report(error) });
  }

  #entryOf(clip: CaseClip): ClipEntry {
    const entry = new ClipEntry(clip.id, { ...clip, file: null }, this.#parts.tuning);
    entry.restore({ info: clip.facts, sha256: clip.sha256, status: shownStatus(clip.status) });
    entry.keepReview(clip.review);
    this.#owner.set(entry, this.#current?.id ?? '');
    if (clip.sha256) this.#ingested.add(entry);
    return entry;
  }

  /** The probabilities of finished clips; a clip whose result was deleted waits to be analysed again. */
  async #loadResults(clips: readonly CaseClip[]): Promise<void> {
    const { session, archive } = this.#parts;
    for (const { id, analysis, status } of clips) {
      const entry = session.find(id);
      if (!entry || status.kind !== 'finished') continue;
      const stored = analysis && (await archive.get(analysis.key));
      if (stored) entry.finish(stored.result, stored.analysedAt, true);
      else entry.queueAgain();
    }
  }

  #changed(entry: ClipEntry, change: ClipChange): void {
    if (!this.#current) return;
    if (change === 'added') this.#owner.set(entry, this.#current.id);
    if (this.#owner.get(entry) !== this.#current.id) return;
    if (change === 'removed') return this.#removed(entry);
    if (change === 'hash') this.#noteIngest(entry);
    if (change === 'analysed') this.#noteAnalysis(entry);
    this.#touch(entry);
  }

  #noteIngest(entry: ClipEntry): void {
    if (!entry.sha256 || this.#ingested.has(entry)) return;
    this.#ingested.add(entry);
    const { id: clip, path, sizeBytes, sha256 } = entry;
    this.note({ kind: 'ingest', clip, path, sizeBytes, sha256 });
  }

  #noteAnalysis(entry: ClipEntry): void {
    const { result } = entry;
    if (!result) return;
    entry.keepReview(entry.review);
    const { model, clip, backend, frames } = result;
    if (model.sha256 !== this.#lastModel) this.note({ kind: 'model', model });
    this.#lastModel = model.sha256;
    this.note({
      kind: 'analysis',
      clip: entry.id,
      model,
      decoder: clip.decoderDetail,
      backend: backend.backend,
      frames,
      events: entry.events.length,
    });
  }

  #removed(entry: ClipEntry): void {
    const caseId = this.#current?.id ?? '';
    this.#dirty = setOf([...this.#dirty].filter((other) => other !== entry));
    this.note({ kind: 'remove-clip', clip: entry.id, sha256: entry.sha256 });
    this.#write(() => this.#parts.store.deleteClip(caseId, entry.id));
    this.#change({});
  }

  #touch(entry: ClipEntry): void {
    this.#dirty = setOf([...this.#dirty, entry]);
    this.#saving ??= setTimeout(() => this.#save(), saveAfter);
  }

  #change(fields: Partial<StoredCase>): void {
    if (!this.#current) return;
    this.#current = { ...this.#current, ...fields };
    this.#saving ??= setTimeout(() => this.#save(), saveAfter);
  }

  /** Writes the clips that changed, and the case with its counts. */
  #save(): void {
    this.#saving = null;
    const { current } = this;
    if (!current) return;
    const { session, tuning, store, now } = this.#parts;
    const clips = [...this.#dirty].map((entry) => toCaseClip(entry, tuning.settings));
    this.#dirty = setOf([]);
    const { entries } = session;
    const saved: StoredCase = {
      ...current,
      changedAt: now(),
      nextClip: session.nextNumber,
      order: entries.map(({ id }) => id),
      isPaused: session.isPaused,
      counts: countsOf(entries),
    };
    this.#current = saved;
    this.#list = [saved, ...this.#list.filter(({ id }) => id !== saved.id)];
    this.#write(async () => {
      for (const clip of clips) await store.putClip(saved.id, clip);
      await store.put(saved);
    });
  }

  /** One write after the other, so that a later state never gives way to an earlier one. */
  #write(work: () => Promise<void>): void {
    this.#writing = this.#writing.then(() => this.#attempt(work));
  }

  #rememberOpen(): void {
    const caseId = this.#current?.id ?? null;
    this.#parts.settings.put(openCaseKey, { caseId, clipId: this.#parts.session.selected?.id ?? null });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#parts.notices.report(error);
    }
  }
}

function isLastOpen(value: unknown): value is { caseId: string; clipId: string | null } {
  const { caseId, clipId } = (value ?? {}) as { caseId?: unknown; clipId?: unknown };
  return typeof caseId === 'string' && (clipId === null || typeof clipId === 'string');
}
