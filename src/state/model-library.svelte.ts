import { AppError, detachedTask, isAbort } from '../base/index.ts';
import type { AnalysisService, LoadedModel, ModelFiles, ModelSource } from '../contract/index.ts';
import type { ModelEntry, ModelStore } from '../storage/index.ts';
import type { ModelShelf } from './model-shelf.ts';
import type { Notices } from './notices.svelte.ts';
import type { SettingsStore } from './stores.ts';

/** One model that is at hand. */
export interface LibraryModel {
  /** 'shipped:' and its id, or the SHA-256 of the manifest of an own one. */
  readonly key: string;
  readonly source: 'shipped' | 'trained' | 'imported';
  readonly name: string;
  readonly note: string;
  /** Milliseconds since 1970; null for a shipped one. */
  readonly addedAt: number | null;
  /** The run that gave it, where it was trained here. */
  readonly runId: string | null;
  readonly model: LoadedModel;
}

export interface LibraryParts {
  readonly shelf: ModelShelf;
  /** Reads the manifest of a shipped model. */
  readonly readShipped: (url: string) => Promise<LoadedModel>;
  readonly models: ModelStore;
  readonly service: Pick<AnalysisService, 'readModel' | 'packModel'>;
  readonly settings: SettingsStore;
  readonly notices: Notices;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const choiceKey = 'model';
const shippedPrefix = 'shipped:';
const longestName = 80;

/** The shipped models and the user's own, and which of them Footage uses. */
export class ModelLibrary {
  readonly #parts: LibraryParts;
  #shipped = $state.raw<readonly LibraryModel[]>([]);
  #own = $state.raw<readonly ModelEntry[]>([]);
  #chosenKey = $state<string | null>(null);
  #importing = $state<string | null>(null);
  #loading: Promise<void> | null = null;

  /** Shipped first, then own, newest first. */
  readonly list = $derived([...this.#shipped, ...this.#own.map(toLibraryModel)]);

  constructor(parts: LibraryParts) {
    this.#parts = parts;
  }

  /** The model that Footage uses; null until the list has been read. */
  get chosenKey(): string | null {
    return this.#chosenKey;
  }
  /** Name of the file that is being imported. */
  get importing(): string | null {
    return this.#importing;
  }

  find(key: string | null): LibraryModel | null {
    return this.list.find((model) => model.key === key) ?? null;
  }

  /** Reads the lists and the choice, once; after a failure a new call tries again. */
  load(): Promise<void> {
    this.#loading ??= this.#readAll().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  /** Where the chosen model is to be read from. One that is gone gives way to the shipped one, which is told. */
  async chosenSource(): Promise<ModelSource> {
    await this.load();
    const key = this.#chosenKey as string;
    if (key.startsWith(shippedPrefix)) return this.#shippedSource(key);
    const files = await this.#parts.models.get(key).catch((error: unknown) => {
      this.#parts.notices.report(error);
      return undefined;
    });
    return files ? toSource(files) : this.#shippedSource(this.#fallBack());
  }

  /** What the next start of the engine loads. @returns the key before */
  choose(key: string): string | null {
    const before = this.#chosenKey;
    this.#chosenKey = key;
    this.#parts.settings.put(choiceKey, key);
    return before;
  }

  /**
   * Adds a `*.vigil-model` file, several of them, or the files of one model folder. Each refusal is told.
   * @returns the key of the last one that was taken; null when none was
   */
  async import(files: readonly File[]): Promise<string | null> {
    const isFolder = files.some(({ name }) => name === 'manifest.json');
    let taken: string | null = null;
    for (const group of isFolder ? [files] : files.map((file) => [file]))
      taken = (await this.#importOne(group)) ?? taken;
    return taken;
  }

  /** Takes up a model that was trained here. @throws AppError 'storage-full', 'storage-refused' */
  async keep(model: ModelFiles, name: string, runId: string): Promise<string> {
    const label = { name: this.#freeName(name), note: '', source: 'trained', runId } as const;
    return this.#add(model, { ...label, addedAt: this.#parts.now() });
  }

  /** A model as a file to save; null when that failed, which is told. */
  async pack(key: string): Promise<File | null> {
    return this.#attempt(async () => {
      const model = this.find(key);
      if (!model) throw gone();
      const bytes = await this.#parts.service.packModel(await this.#sourceOf(key), detachedTask());
      return new File([bytes], `${fileNameOf(model.name)}.vigil-model`, { type: 'application/zip' });
    });
  }

  /** Does nothing for a name without letters. */
  async rename(key: string, name: string): Promise<void> {
    const wanted = name.trim().slice(0, longestName);
    if (wanted === '' || wanted === this.find(key)?.name) return;
    await this.#describe(key, { name: this.#freeName(wanted) });
  }

  async annotate(key: string, note: string): Promise<void> {
    if (note.trim() !== this.find(key)?.note) await this.#describe(key, { note: note.trim() });
  }

  /** Deletes an own model. Whoever uses it has to choose another one first. */
  async delete(key: string): Promise<void> {
    await this.#attempt(async () => {
      await this.#parts.models.delete(key);
      this.#own = await this.#parts.models.list();
    });
  }

  async #readAll(): Promise<void> {
    const { shelf, readShipped, models, settings } = this.#parts;
    const [ids, own, choice] = await Promise.all([shelf.list(), models.list(), settings.get(choiceKey)]);
    if (ids.length === 0) {
      throw new AppError('model-missing', 'This copy of Vigil carries no model.', {
        remedy: 'Reload the page; if that does not help, install Vigil again.',
      });
    }
    this.#own = own;
    this.#shipped = await Promise.all(ids.map(async (id) => toShipped(id, await readShipped(shelf.url(id)))));
    if (this.find(typeof choice === 'string' ? choice : null)) this.#chosenKey = choice as string;
    else if (typeof choice === 'string') this.#fallBack();
    else this.#chosenKey = this.#shipped[0]?.key ?? null;
  }

  /** @returns the key of the shipped model */
  #fallBack(): string {
    const { key, name } = this.#shipped[0] as LibraryModel;
    this.choose(key);
    this.#parts.notices.tell(
      `The model chosen for Footage is no longer on this device; ${name} is used instead.`,
    );
    return key;
  }

  #shippedSource(key: string): ModelSource {
    return { kind: 'url', url: this.#parts.shelf.url(key.slice(shippedPrefix.length)) };
  }

  async #sourceOf(key: string): Promise<ModelSource> {
    if (key.startsWith(shippedPrefix)) return this.#shippedSource(key);
    const files = await this.#parts.models.get(key);
    if (!files) throw gone();
    return toSource(files);
  }

  async #importOne(files: readonly File[]): Promise<string | null> {
    this.#importing = files[0]?.name ?? null;
    try {
      return await this.#attempt(async () => {
        await this.load();
        const model = await this.#parts.service.readModel({ kind: 'files', files }, detachedTask());
        const known = this.find(model.identity.sha256);
        if (known) {
          this.#parts.notices.tell(`This model is already here as “${known.name}”.`);
          return known.key;
        }
        const name = this.#freeName(model.manifest.name.slice(0, longestName));
        return this.#add(model, { name, note: '', source: 'imported', addedAt: this.#parts.now() });
      });
    } finally {
      this.#importing = null;
    }
  }

  async #add(model: ModelFiles, label: Parameters<ModelStore['add']>[1]): Promise<string> {
    const { key } = await this.#parts.models.add(model, label);
    this.#own = await this.#parts.models.list();
    return key;
  }

  async #describe(key: string, words: { name?: string; note?: string }): Promise<void> {
    await this.#attempt(async () => {
      await this.#parts.models.describe(key, words);
      this.#own = await this.#parts.models.list();
    });
  }

  /** The name, with a number when another model has it. */
  #freeName(name: string): string {
    const taken = this.list.map((model) => model.name);
    let free = name;
    for (let n = 2; taken.includes(free); n++) free = `${name} (${n})`;
    return free;
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!isAbort(error)) this.#parts.notices.report(error);
      return null;
    }
  }
}

function toShipped(id: string, model: LoadedModel): LibraryModel {
  const { name } = model.manifest;
  return { key: shippedPrefix + id, source: 'shipped', name, note: '', addedAt: null, runId: null, model };
}

function toLibraryModel(entry: ModelEntry): LibraryModel {
  const { key, source, name, note, addedAt, runId = null, manifest, identity } = entry;
  return { key, source, name, note, addedAt, runId, model: { manifest, identity } };
}

/** Files for a worker; a file's name has no folders, so `folder__name` stands for them. */
function toSource({ files }: ModelFiles): ModelSource {
  return {
    kind: 'files',
    files: files.map(({ path, bytes }) => new File([bytes], path.replaceAll('/', '__'))),
  };
}

function fileNameOf(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-');
  return plain.replaceAll(/^-|-$/g, '') || 'model';
}

function gone(): AppError {
  return new AppError('model-missing', 'This model is no longer on this device.', {
    remedy: 'Import it again, or choose another one.',
  });
}
