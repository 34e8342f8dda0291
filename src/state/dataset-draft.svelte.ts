import type {
  DatasetClip,
  DatasetFinding,
  DecoderChoice,
  ExaminedFile,
  SourceFile,
  TrainingService,
} from '../contract/index.ts';
import type { StoredDataset } from '../storage/index.ts';
import { DatasetEdits, withEdits, type ClipEdit } from './dataset-edits.svelte.ts';
import { DatasetFiles } from './dataset-files.svelte.ts';
import type { Sources } from './dataset-folders.ts';
import { DatasetIntake } from './dataset-intake.svelte.ts';
import { setOf } from './immutable-map.ts';
import { knownOf, type DatasetRules, type KnownFile } from './dataset-rules.ts';
import type { Notices } from './notices.svelte.ts';
import { count } from './plain-count.ts';

export type UnreadableFile = Extract<ExaminedFile, { kind: 'unreadable' }>;

/** Keeps the dataset being put together. */
export interface DatasetArchive {
  get(id: string): Promise<StoredDataset | undefined>;
  put(dataset: StoredDataset): Promise<void>;
}

export interface DatasetParts {
  /** The worker that opens, hashes and fingerprints. */
  readonly examine: TrainingService['examine'];
  readonly sha256: (file: File) => Promise<string>;
  readonly decoder: () => DecoderChoice;
  readonly rules: DatasetRules;
  readonly archive: DatasetArchive;
  readonly notices: Notices;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A clip of known meaning, as a reviewed event of Footage. */
export interface LabelledSource extends SourceFile {
  readonly label: string;
  readonly span?: { readonly from: number; readonly to: number };
}

const draftId = 'draft';
/** How long after a change it is stored, ms. */
const saveAfter = 400;

/** The dataset on the Train screen: files dropped, what was found in them, and what the person says about them. */
export class DatasetDraft {
  readonly intake: DatasetIntake;
  readonly #parts: DatasetParts;
  readonly #edits = new DatasetEdits();
  readonly #files: DatasetFiles;
  #known: readonly KnownFile[] = [];
  /** Clips that wait for the file of another, which is the same, to be examined. */
  #twins: readonly { readonly of: string; readonly path: string }[] = [];
  #found = $state.raw<readonly DatasetClip[]>([]);
  #unreadable = $state.raw<readonly UnreadableFile[]>([]);
  #createdAt = 0;
  #saving: ReturnType<typeof setTimeout> | null = null;

  readonly #clips = $derived.by(() => withEdits(this.#found, this.#edits.current));
  readonly #missing = $derived.by(() => this.#clips.filter(({ path }) => this.#files.get(path) === null));

  readonly #findings = $derived.by(() =>
    this.#clips.length === 0 ? [] : this.#parts.rules.findings(this.#clips),
  );

  constructor(parts: DatasetParts) {
    this.#parts = parts;
    this.#files = new DatasetFiles(parts.sha256);
    this.intake = new DatasetIntake({
      examine: (files, signal) => parts.examine(files, parts.decoder(), { signal }),
      onExamined: (file) => this.#learn(file),
      onPortion: () => this.#assemble(),
      onError: (error) => parts.notices.report(error),
    });
  }

  /** Every clip, as the person edited it. */
  get clips(): readonly DatasetClip[] {
    return this.#clips;
  }
  get unreadable(): readonly UnreadableFile[] {
    return this.#unreadable;
  }
  get findings(): readonly DatasetFinding[] {
    return this.#findings;
  }
  /** Clips whose file is not at hand since the page was reloaded. */
  get missing(): readonly DatasetClip[] {
    return this.#missing;
  }
  /** Whether one button may bring the missing files back. */
  get canAskForFiles(): boolean {
    return this.#missing.length > 0 && this.#files.roots.length > 0;
  }
  get isEmpty(): boolean {
    return this.#found.length === 0 && this.#unreadable.length === 0 && !this.intake.isRunning;
  }
  get undoTitle(): string | null {
    return this.#edits.undoTitle;
  }

  file(path: string): File | null {
    return this.#files.get(path);
  }

  /** The files at hand. */
  sources(): readonly SourceFile[] {
    return this.#clips.flatMap(({ path }) => {
      const file = this.#files.get(path);
      return file ? [{ path, file }] : [];
    });
  }

  /** Brings back what an earlier visit left. */
  async load(): Promise<void> {
    await this.#attempt(async () => {
      const stored = await this.#parts.archive.get(draftId);
      if (!stored) return;
      this.#createdAt = stored.createdAt;
      this.#found = stored.clips;
      this.#known = stored.clips.map(knownOf);
      this.#unreadable = stored.unreadable;
      this.#files.restore(stored.handles.map(({ handle }) => handle));
      this.#edits.restore(stored.edits.map(({ path, ...edit }) => [path, edit]));
      await this.#reopen(false);
    });
  }

  /** Takes files in: those of clips that miss theirs are matched, the rest is examined. */
  async add(sources: Sources): Promise<void> {
    const { notices } = this.#parts;
    if (sources.files.length === 0) {
      const hint = 'Drop a folder for each class, with videos or pictures in it.';
      notices.tell('There are no videos or pictures in what was dropped.', undefined, hint);
      return;
    }
    if (sources.skipped > 0)
      notices.tell(`${count(sources.skipped, 'file')} passed over: neither video nor picture by name.`);
    await this.#attempt(async () => {
      await this.#files.keep(sources.roots);
      const fresh = await this.#files.claim(this.#clips, sources.files);
      this.#enqueue(fresh.map(({ path, file }) => ({ path: this.#freePath(path), file })));
      this.#changed();
    });
  }

  /** Takes in files whose label is known, as reviewed events of Footage; several parts of one file are several clips. */
  addFiles(sources: readonly LabelledSource[]): void {
    const placed: LabelledSource[] = [];
    for (const source of sources) {
      const path = this.#freePath(source.path);
      const first = placed.find(({ file }) => file === source.file);
      if (first) this.#twins = [...this.#twins, { of: first.path, path }];
      this.#files.put([{ path, file: source.file }]);
      placed.push({ ...source, path });
    }
    this.#edits.preset(
      placed.map(({ path, label, span }) => [path, span ? { label, span, excluded: false } : { label }]),
    );
    const twins = setOf(this.#twins.map(({ path }) => path));
    this.#enqueue(placed.filter(({ path }) => !twins.has(path)).map(({ path, file }) => ({ path, file })));
  }

  /** Asks the browser for the folders of the last visit; call it from a click. */
  askForFiles(): Promise<void> {
    return this.#attempt(() => this.#reopen(true));
  }

  /** @param title of the step, as 'label of 3 clips' */
  edit(paths: readonly string[], edit: ClipEdit, title: string): void {
    this.#edits.change(paths, edit, title);
    this.#changed();
  }

  renameClass(from: string, to: string): void {
    const members = this.#clips.filter(({ label }) => label === from).map(({ path }) => path);
    this.edit(members, { label: to }, `renaming ${from} to ${to}`);
  }

  mergeGroups(names: readonly string[], into: string): void {
    const merged = setOf(names);
    const members = this.#clips.filter(({ group }) => merged.has(group)).map(({ path }) => path);
    this.edit(members, { group: into }, `merging ${count(merged.size, 'group')}`);
  }

  undo(): void {
    this.#edits.undo();
    this.#changed();
  }

  /** Forgets the dataset, not the files. */
  clear(): void {
    this.intake.stop();
    this.#known = [];
    this.#found = [];
    this.#unreadable = [];
    this.#files.restore([]);
    this.#createdAt = 0;
    this.#edits.restore([]);
    this.#changed();
  }

  /** Stores what has changed, now. */
  async save(): Promise<void> {
    if (this.#saving !== null) clearTimeout(this.#saving);
    this.#saving = null;
    const changedAt = this.#parts.now();
    this.#createdAt ||= changedAt;
    await this.#attempt(() =>
      this.#parts.archive.put({
        id: draftId,
        name: 'Dataset',
        createdAt: this.#createdAt,
        changedAt,
        clips: this.#found,
        unreadable: this.#unreadable,
        edits: [...this.#edits.current].map(([path, edit]) => ({ path, ...edit })),
        handles: this.#files.handles,
      }),
    );
  }

  /** Takes the files behind the handles; those that could not be read the last time are left alone. */
  async #reopen(mayAsk: boolean): Promise<void> {
    const files = await this.#files.reopen(mayAsk, new AbortController().signal);
    const bad = setOf(this.#unreadable.map(({ path, sizeBytes }) => `${path} ${sizeBytes}`));
    const fresh = await this.#files.claim(this.#clips, files);
    this.#enqueue(fresh.filter(({ path, file }) => !bad.has(`${path} ${file.size}`)));
  }

  #enqueue(files: readonly SourceFile[]): void {
    const paths = setOf(files.map(({ path }) => path));
    this.#unreadable = this.#unreadable.filter(({ path }) => !paths.has(path));
    this.#files.put(files);
    this.intake.add(files);
  }

  #learn(file: ExaminedFile): void {
    if (file.kind === 'unreadable') this.#unreadable = [...this.#unreadable, file];
    else this.#known = [...this.#known, knownOf(file), ...this.#twinsOf(file)];
  }

  /** The other parts of a file, which is examined once. */
  #twinsOf(file: KnownFile): readonly KnownFile[] {
    const twins = this.#twins.filter((twin) => twin.of === file.path);
    this.#twins = this.#twins.filter((twin) => twin.of !== file.path);
    return twins.map(({ path }) => ({ ...knownOf(file), path }));
  }

  #assemble(): void {
    this.#found = this.#parts.rules.assemble(this.#known);
    this.#changed();
  }

  /** Stores at once what waits to be stored: the page may not come back. */
  flush(): void {
    if (this.#saving !== null) void this.save();
  }

  #changed(): void {
    this.#saving ??= setTimeout(() => void this.save(), saveAfter);
  }

  /** The path, or one beside it when another file has it. */
  #freePath(path: string): string {
    const isTaken = (name: string): boolean =>
      this.#files.get(name) !== null || this.#known.some((file) => file.path === name);
    let free = path;
    for (let n = 2; isTaken(free); n++) free = path.replace(/(\.[^./]*)?$/, ` (${n})$1`);
    return free;
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#parts.notices.report(error);
    }
  }
}
