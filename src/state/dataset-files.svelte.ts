import type { DatasetClip, SourceFile } from '../contract/index.ts';
import type { DatasetHandle } from '../storage/index.ts';
import { filesBehind, mayRead } from './dataset-folders.ts';
import { withEntries } from './immutable-map.ts';
import { matchFiles } from './match-files.ts';

/** The files of a dataset that are at hand in this visit, and the handles that bring them back in the next. */
export class DatasetFiles {
  readonly #sha256: (file: File) => Promise<string>;
  #byPath = $state.raw<ReadonlyMap<string, File>>(withEntries(null, []));
  #roots = $state.raw<readonly FileSystemHandle[]>([]);

  constructor(sha256: (file: File) => Promise<string>) {
    this.#sha256 = sha256;
  }

  get roots(): readonly FileSystemHandle[] {
    return this.#roots;
  }
  get handles(): readonly DatasetHandle[] {
    return this.#roots.map((handle) => ({ path: handle.name, handle: handle as DatasetHandle['handle'] }));
  }

  get(path: string): File | null {
    return this.#byPath.get(path) ?? null;
  }

  put(files: readonly SourceFile[]): void {
    this.#byPath = withEntries(
      this.#byPath,
      files.map(({ path, file }) => [path, file] as const),
    );
  }

  /** Keeps handles; one that is there already is not kept twice. */
  async keep(roots: readonly FileSystemHandle[]): Promise<void> {
    const kept = [...this.#roots];
    for (const root of roots) {
      const same = await Promise.all(kept.map((other) => other.isSameEntry(root)));
      if (!same.includes(true)) kept.push(root);
    }
    this.#roots = kept;
  }

  /**
   * Takes hold of the files of clips that miss theirs, and of those that are there already.
   * @returns the files that are new
   */
  async claim(clips: readonly DatasetClip[], files: readonly SourceFile[]): Promise<readonly SourceFile[]> {
    const missing = clips.filter(({ path }) => !this.#byPath.has(path));
    const { found, rest } = await matchFiles(missing, files, this.#sha256);
    this.#byPath = withEntries(this.#byPath, found);
    return rest.filter(({ path, file }) => {
      const other = this.#byPath.get(path);
      return other?.size !== file.size || other.lastModified !== file.lastModified;
    });
  }

  /**
   * The files behind the handles that may be read.
   * @param mayAsk a person just pressed a button, so the browser may show its question
   */
  async reopen(mayAsk: boolean, signal: AbortSignal): Promise<readonly SourceFile[]> {
    const open: FileSystemHandle[] = [];
    for (const root of this.#roots) if (await mayRead(root, mayAsk)) open.push(root);
    return (await filesBehind(open, signal)).files;
  }

  restore(roots: readonly FileSystemHandle[]): void {
    this.#byPath = withEntries(null, []);
    this.#roots = roots;
  }
}
