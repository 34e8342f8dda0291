import { AppError, isAbort, messageOf, type Progress } from '../base/index.ts';
import type {
  AnalysisService,
  AnalysisUpdate,
  LoadedModel,
  SamplingPlan,
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

/** How often a growing track is handed to the screen, ms. */
const flushEvery = 120;

/** The files of this visit: one is selected for the desk, one at a time is analysed, the rest wait their turn. */
export class AnalysisSession {
  readonly #parts: SessionParts;
  #entries = $state.raw<readonly ClipEntry[]>([]);
  #selectedId = $state<number | null>(null);
  #runningId = $state<number | null>(null);
  #abort = new AbortController();
  #nextId = 1;
  #onSelect: (entry: ClipEntry | null) => void = () => undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  get entries(): readonly ClipEntry[] {
    return this.#entries;
  }
  get selected(): ClipEntry | null {
    return this.#entries.find((entry) => entry.id === this.#selectedId) ?? null;
  }
  get running(): ClipEntry | null {
    return this.#entries.find((entry) => entry.id === this.#runningId) ?? null;
  }
  get waiting(): readonly ClipEntry[] {
    return this.#entries.filter((entry) => entry.status.kind === 'waiting' && entry.file !== null);
  }

  /** Whoever shows the selected clip; called at once when the selection changes. */
  set onSelect(listener: (entry: ClipEntry | null) => void) {
    this.#onSelect = listener;
  }

  /** Queues files. The first goes on the desk when nothing is there. */
  add(files: readonly File[]): void {
    const added = files.map((file) => this.#entry({ name: file.name, sizeBytes: file.size, file }));
    const [first] = added;
    if (!first) return;
    this.#entries = [...this.#entries, ...added];
    if (!this.selected) this.select(first);
    void this.#work();
  }

  /** Puts a stored result on the desk. Its file is not kept; {@link supplyFile} brings the picture back. */
  openStored(stored: StoredAnalysis): void {
    const { clip } = stored.result;
    const known = this.#entries.find((entry) => entry.sha256 === stored.sha256);
    if (known) return this.select(known);
    const entry = this.#entry({ name: clip.name, sizeBytes: clip.sizeBytes, file: null });
    entry.learnHash(stored.sha256);
    entry.finish(stored.result, true);
    this.#entries = [...this.#entries, entry];
    this.select(entry);
  }

  /** The file of a stored result, chosen again: accepted only if it has the very same bytes. */
  async supplyFile(entry: ClipEntry, file: File): Promise<void> {
    try {
      const sha256 = await this.#parts.video.sha256(file, { signal: new AbortController().signal });
      if (sha256 !== entry.sha256) {
        throw new AppError('input-invalid', `“${file.name}” is not the file this result was computed from.`, {
          remedy: 'Choose the original file, or analyse this one as a new clip.',
        });
      }
      entry.attachFile(file);
      if (entry === this.selected) this.#onSelect(entry);
    } catch (error) {
      const analyse = { label: 'Analyse it as new', run: () => this.add([file]) };
      this.#parts.notices.report(error, error instanceof AppError ? analyse : undefined);
    }
  }

  select(entry: ClipEntry): void {
    if (entry.id === this.#selectedId) return;
    this.#selectedId = entry.id;
    this.#onSelect(entry);
  }

  /** Leaves the desk for the home screen; the queue works on. */
  deselect(): void {
    this.#selectedId = null;
    this.#onSelect(null);
  }

  /** Stops the analysis of an entry, or takes it out of the queue. What was computed stays on the screen. */
  cancel(entry: ClipEntry): void {
    if (entry === this.running) this.#abort.abort();
    else if (entry.status.kind === 'waiting') entry.cancel();
  }

  again(entry: ClipEntry): void {
    if (entry.isRunning || !entry.file) return;
    entry.queueAgain();
    void this.#work();
  }

  remove(entry: ClipEntry): void {
    this.cancel(entry);
    const place = this.#entries.indexOf(entry);
    this.#entries = this.#entries.filter((other) => other !== entry);
    if (entry.id !== this.#selectedId) return;
    const next = this.#entries[place] ?? this.#entries[place - 1] ?? null;
    this.#selectedId = next?.id ?? null;
    this.#onSelect(next);
  }

  /** Stops everything and leaves an empty desk. */
  clear(): void {
    for (const entry of [...this.#entries]) this.remove(entry);
  }

  #entry(source: { name: string; sizeBytes: number; file: File | null }): ClipEntry {
    return new ClipEntry(this.#nextId++, source, this.#parts.tuning);
  }

  /** Works off the queue; a second call while it runs does nothing. */
  async #work(): Promise<void> {
    if (this.#runningId !== null) return;
    for (let [entry] = this.waiting; entry; [entry] = this.waiting) {
      this.#runningId = entry.id;
      await this.#analyse(entry);
      this.#runningId = null;
    }
  }

  async #analyse(entry: ClipEntry): Promise<void> {
    const { engine, preferences, notices } = this.#parts;
    const abort = (this.#abort = new AbortController());
    entry.begin();
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
          entry.finish(stored.result, true);
        },
      );
      if (!found.signal.aborted) void hashing.then((sha256) => this.#keep(entry, sha256));
    } catch (error) {
      abort.abort();
      if (isAbort(error)) return entry.cancel();
      entry.fail(messageOf(error));
      notices.report(error, this.#remedy(entry, error));
    }
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
      if (update.kind === 'finished') return entry.finish(update.result, false);
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
    if (sha256) entry.learnHash(sha256);
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

  async #keep(entry: ClipEntry, sha256: string | null): Promise<void> {
    const { archive, now, notices } = this.#parts;
    const { result } = entry;
    if (!sha256 || !result) return;
    try {
      const key = analysisKey(sha256, result.model.sha256, result.plan);
      await archive.put({ key, sha256, analysedAt: now(), result });
    } catch (error) {
      notices.report(error);
    }
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
