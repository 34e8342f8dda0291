import { AppError, isAbort, messageOf, type Progress } from '../base/index.ts';
import type {
  AnalysisResult,
  AnalysisService,
  AnalysisUpdate,
  LoadedModel,
  SamplingPlan,
  SourceFile,
  VideoService,
} from '../contract/index.ts';
import { analysisKey, type StoredAnalysis } from '../storage/index.ts';
import { ClipEntry } from './clip-entry.svelte.ts';
import type { Engine } from './engine.svelte.ts';
import type { EventTuning } from './event-tuning.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { Preferences } from './preferences.svelte.ts';
import type { AnalysisArchive } from './stores.ts';

type RowsUpdate = Extract<AnalysisUpdate, { kind: 'rows' }>;

export interface SessionParts {
  readonly video: VideoService;
  readonly analysis: AnalysisService;
  readonly engine: Engine;
  readonly tuning: EventTuning;
  readonly preferences: Preferences;
  readonly notices: Notices;
  readonly archive: AnalysisArchive;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What has become different about a clip; 'analysed' comes with a result that is stored already, if it can be. */
export type ClipChange = 'added' | 'hash' | 'status' | 'analysed' | 'removed';

/** How often a growing track is handed to the screen, ms. */
const flushEvery = 120;

/** The clips of the open case: one is selected for the desk, one at a time is analysed, the rest wait their turn. */
export class AnalysisSession {
  readonly #parts: SessionParts;
  #entries = $state.raw<readonly ClipEntry[]>([]);
  #selectedId = $state<string | null>(null);
  #running = $state.raw<ClipEntry | null>(null);
  #isPaused = $state(false);
  /** The clip that a pause interrupted, until it has come to a stop: resuming may be quicker. */
  #putBack: ClipEntry | null = null;
  #abort = new AbortController();
  #nextNumber = 1;
  #onSelect: (entry: ClipEntry | null) => void = () => undefined;
  #onChange: (entry: ClipEntry, change: ClipChange) => void = () => undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** In the order in which they are worked off. */
  get entries(): readonly ClipEntry[] {
    return this.#entries;
  }
  get selected(): ClipEntry | null {
    return this.find(this.#selectedId);
  }
  get running(): ClipEntry | null {
    return this.#running;
  }
  get waiting(): readonly ClipEntry[] {
    return this.#entries.filter((entry) => entry.status.kind === 'waiting' && entry.file !== null);
  }
  /** No clip is begun until {@link resume}. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** The number that the next clip gets. */
  get nextNumber(): number {
    return this.#nextNumber;
  }

  /** Whoever shows the selected clip; called at once when the selection changes. */
  set onSelect(listener: (entry: ClipEntry | null) => void) {
    this.#onSelect = listener;
  }

  /** Whoever keeps the clips. */
  set onChange(listener: (entry: ClipEntry, change: ClipChange) => void) {
    this.#onChange = listener;
  }

  find(id: string | null): ClipEntry | null {
    return this.#entries.find((entry) => entry.id === id) ?? null;
  }

  /**
   * Queues files. A file that is there already (same path, size and time) is not queued twice.
   * The first goes on the desk when nothing is there.
   */
  add(files: readonly SourceFile[]): void {
    const known = files.map((source) => this.#entries.find((entry) => isSource(entry, source)));
    const added = files.filter((_, at) => !known[at]).map((source) => this.#entry(source));
    this.#entries = [...this.#entries, ...added];
    for (const entry of added) this.#onChange(entry, 'added');
    const first = added[0] ?? known.find((entry) => entry !== undefined);
    if (first && !this.selected) this.select(first);
    void this.#work();
  }

  /** Puts a case on the desk in place of what is there; `nextNumber` names its next clip. */
  restore(entries: readonly ClipEntry[], nextNumber: number, isPaused: boolean): void {
    this.#abort.abort();
    this.#entries = entries;
    this.#nextNumber = nextNumber;
    this.#isPaused = isPaused;
    this.deselect();
    void this.#work();
  }

  /** The file of a clip, found again; what waited for it goes on. */
  attach(entry: ClipEntry, file: File): void {
    entry.attachFile(file);
    if (entry === this.selected) this.#onSelect(entry);
    void this.#work();
  }

  select(entry: ClipEntry): void {
    if (entry.id === this.#selectedId) return;
    this.#selectedId = entry.id;
    this.#onSelect(entry);
  }

  /** Leaves the desk for the case; the queue works on. */
  deselect(): void {
    this.#selectedId = null;
    this.#onSelect(null);
  }

  /** Begins no further clip, and puts the running one back to the head of the queue. */
  pause(): void {
    this.#isPaused = true;
    const { running } = this;
    if (!running) return;
    this.#putBack = running;
    this.#abort.abort();
    this.move(running, 0);
  }

  resume(): void {
    this.#isPaused = false;
    void this.#work();
  }

  /** Gives a clip another place in the order of work. */
  move(entry: ClipEntry, to: number): void {
    const others = this.#entries.filter((other) => other !== entry);
    this.#entries = [...others.slice(0, to), entry, ...others.slice(to)];
    this.#onChange(entry, 'status');
  }

  /** Stops the analysis of a clip, or passes it over in the queue. What was computed stays on the screen. */
  cancel(entry: ClipEntry): void {
    if (entry === this.running) this.#abort.abort();
    else if (entry.status.kind === 'waiting') this.#settle(entry, () => entry.cancel());
  }

  again(entry: ClipEntry): void {
    if (entry.isRunning || !entry.file) return;
    this.#settle(entry, () => entry.queueAgain());
    void this.#work();
  }

  remove(entry: ClipEntry): void {
    this.cancel(entry);
    const place = this.#entries.indexOf(entry);
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#onChange(entry, 'removed');
    if (entry.id !== this.#selectedId) return;
    const next = this.#entries[place] ?? this.#entries[place - 1] ?? null;
    this.#selectedId = next?.id ?? null;
    this.#onSelect(next);
  }

  #entry({ path, file }: SourceFile): ClipEntry {
    const source = {
      path,
      file,
      sizeBytes: file.size,
      modifiedAt: file.lastModified,
      addedAt: this.#parts.now(),
    };
    return new ClipEntry(`c${this.#nextNumber++}`, source, this.#parts.tuning);
  }

  #settle(entry: ClipEntry, change: () => void): void {
    change();
    this.#onChange(entry, 'status');
  }

  /** Works off the queue; a second call while it runs does nothing. */
  async #work(): Promise<void> {
    if (this.#running) return;
    for (let entry = this.#next(); entry; entry = this.#next()) {
      this.#running = entry;
      await this.#analyse(entry);
      this.#running = null;
    }
  }

  #next(): ClipEntry | undefined {
    return this.#isPaused ? undefined : this.waiting[0];
  }

  async #analyse(entry: ClipEntry): Promise<void> {
    const { engine, preferences, notices } = this.#parts;
    const abort = (this.#abort = new AbortController());
    this.#settle(entry, () => entry.begin());
    try {
      const model = await engine.start(preferences.backend);
      abort.signal.throwIfAborted();
      const found = new AbortController();
      const hashing = this.#hash(entry, abort.signal);
      const reusing = this.#mayReuse(entry)
        ? hashing.then((sha256) => this.#findStored(sha256, model))
        : undefined;
      void reusing?.then((stored) => stored && found.abort());
      await this.#follow(entry, AbortSignal.any([abort.signal, found.signal])).catch(
        async (error: unknown) => {
          const stored = found.signal.aborted && isAbort(error) ? await reusing : undefined;
          if (!stored) throw error;
          entry.finish(stored.result, stored.analysedAt, true);
        },
      );
      void hashing.then((sha256) => this.#keep(entry, sha256, found.signal.aborted));
    } catch (error) {
      abort.abort();
      if (isAbort(error)) return this.#settle(entry, () => this.#stopped(entry));
      this.#settle(entry, () => entry.fail(messageOf(error)));
      notices.report(error, this.#remedy(entry, error));
    }
  }

  /** A pause leaves the clip waiting; stopping it by itself takes it out. */
  #stopped(entry: ClipEntry): void {
    if (this.#putBack === entry) entry.queueAgain();
    else entry.cancel();
    this.#putBack = null;
  }

  async #follow(entry: ClipEntry, signal: AbortSignal): Promise<void> {
    const { analysis, now, engine, preferences } = this.#parts;
    let pending: RowsUpdate[] = [];
    let flushed = -Infinity;
    const options = { decoder: preferences.decoder };
    for await (const update of analysis.analyse(entry.file as File, options, { signal })) {
      signal.throwIfAborted();
      if (update.kind === 'opened') entry.opened(update.clip, now());
      if (update.kind === 'device-rebuilt') engine.noteRebuilt(update.backend);
      if (update.kind === 'rows') pending.push(update);
      if (update.kind === 'finished') return entry.finish(update.result, now(), false);
      if (pending.length > 0 && now() - flushed >= flushEvery) {
        entry.append(pending, now());
        pending = [];
        flushed = now();
      }
    }
  }

  /** Hashes the file beside the analysis; a file that cannot be read fails there, with its own sentence. */
  async #hash(entry: ClipEntry, signal: AbortSignal): Promise<string | null> {
    if (entry.sha256) return entry.sha256;
    const onProgress = ({ done, total }: Progress): void => entry.noteHashed(total ? done / total : 0);
    const sha256 = await this.#parts.video
      .sha256(entry.file as File, { signal, onProgress })
      .catch(() => null);
    if (sha256) {
      entry.learnHash(sha256);
      this.#onChange(entry, 'hash');
    }
    return sha256;
  }

  /** A run asked for again is run again, and a decoder asked for by name is used. */
  #mayReuse(entry: ClipEntry): boolean {
    return entry.runs === 1 && this.#parts.preferences.decoder === 'auto';
  }

  async #findStored(
    sha256: string | null,
    { identity, manifest }: LoadedModel,
  ): Promise<StoredAnalysis | undefined> {
    if (!sha256) return undefined;
    const size = { fit: 'short-side', pixels: manifest.preprocessing.workingShortSide } as const;
    const plan: SamplingPlan = { fps: manifest.sampling.fps, size };
    return this.#parts.archive.get(analysisKey(sha256, identity.sha256, plan)).catch((error: unknown) => {
      this.#parts.notices.report(error);
      return undefined;
    });
  }

  async #keep(entry: ClipEntry, sha256: string | null, isStored: boolean): Promise<void> {
    const { archive, notices } = this.#parts;
    const { result, analysedAt } = entry;
    if (!result || analysedAt === null) return;
    try {
      if (sha256 && !isStored) await archive.put(toStored(sha256, analysedAt, result));
    } catch (error) {
      notices.report(error);
    }
    if (entry.result === result) this.#onChange(entry, 'analysed');
  }

  #remedy(entry: ClipEntry, error: unknown) {
    const code = error instanceof AppError ? error.code : 'unexpected';
    const retry = [
      'decoder-failed',
      'device-lost',
      'out-of-memory',
      'backend-unavailable',
      'model-missing',
      'unexpected',
    ];
    return retry.includes(code) ? { label: 'Try again', run: () => this.again(entry) } : undefined;
  }
}

function toStored(sha256: string, analysedAt: number, result: AnalysisResult): StoredAnalysis {
  return { key: analysisKey(sha256, result.model.sha256, result.plan), sha256, analysedAt, result };
}

function isSource(entry: ClipEntry, { path, file }: SourceFile): boolean {
  const isThere = entry.file !== null && entry.path === path;
  return isThere && entry.sizeBytes === file.size && entry.modifiedAt === file.lastModified;
}
