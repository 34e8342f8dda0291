import { AppError } from '../../base/index.ts';
import type { Activity, SourceFile } from '../../contract/index.ts';
import type { CaseStore } from '../../storage/index.ts';
import type { AnalysisSession } from '../analysis-session.svelte.ts';
import type { ClipEntry } from '../clip-entry.svelte.ts';
import { filesBehind, mayRead } from '../dataset-folders.ts';
import type { Notices } from '../notices.svelte.ts';
import { count } from '../plain-count.ts';
import { relinkClips, type Relinked } from './relink-clips.ts';

export interface CaseFilesParts {
  readonly store: Pick<CaseStore, 'putRoots'>;
  readonly session: AnalysisSession;
  readonly notices: Notices;
  readonly sha256: (file: File) => Promise<string>;
  /** Writes into the log of the open case. */
  readonly note: (activity: Activity) => void;
}

/**
 * The files behind the clips of the open case. Footage is never copied, so after a reload it comes back through the
 * handles that the browser kept, or is chosen again and matched by content.
 */
export class CaseFiles {
  readonly #parts: CaseFilesParts;
  #caseId: string | null = null;
  #roots = $state.raw<readonly FileSystemHandle[]>([]);

  constructor(parts: CaseFilesParts) {
    this.#parts = parts;
  }

  /** Clips whose file is not at hand. */
  readonly missing = $derived.by(() => this.#parts.session.entries.filter(({ file }) => file === null));

  /** Whether one button may bring missing files back. */
  get canAsk(): boolean {
    return this.missing.length > 0 && this.#roots.length > 0;
  }

  /** The case that is on the desk from now on, with the handles of its earlier visits; null for none. */
  useCase(caseId: string | null, roots: readonly FileSystemHandle[] = []): void {
    this.#caseId = caseId;
    this.#roots = roots;
  }

  /**
   * Gives files back to the clips that miss them.
   * @param isTrusted whether they come through a handle that the browser kept
   * @returns the files that belong to no missing clip
   */
  async takeBack(files: readonly SourceFile[], isTrusted = false): Promise<readonly SourceFile[]> {
    if (this.missing.length === 0) return files;
    const { found, rest } = await relinkClips(this.missing, files, isTrusted, this.#parts.sha256);
    for (const relinked of found) this.#attach(relinked);
    if (found.some(({ isVerified }) => isVerified))
      this.#parts.notices.tell(`${count(found.length, 'clip')} found again.`);
    return rest;
  }

  /** Reads what the handles of earlier visits let it read. */
  reopen(): Promise<void> {
    return this.#reopen(false);
  }

  /** Asks the browser for the folders of earlier visits; call it from a click. */
  async ask(): Promise<void> {
    await this.#attempt(() => this.#reopen(true));
  }

  /** The file of one clip, chosen again: accepted only if it has the very same bytes. */
  async supply(entry: ClipEntry, file: File): Promise<void> {
    await this.#attempt(async () => {
      const sha256 = await this.#parts.sha256(file);
      if (entry.sha256 !== null && sha256 !== entry.sha256) {
        throw new AppError('input-invalid', `“${file.name}” is not the file this result was computed from.`, {
          remedy: 'Choose the original file, or add this one as a new clip.',
        });
      }
      this.#attach({ id: entry.id, source: { path: file.name, file }, isVerified: true });
    });
  }

  /** Keeps handles for the next visit, each folder once. */
  async keep(roots: readonly FileSystemHandle[]): Promise<void> {
    const kept = [...this.#roots];
    for (const root of roots) {
      const same = await Promise.all(kept.map((other) => other.isSameEntry(root)));
      if (!same.includes(true)) kept.push(root);
    }
    if (kept.length === this.#roots.length || this.#caseId === null) return;
    this.#roots = kept;
    await this.#parts.store.putRoots(this.#caseId, kept);
  }

  async #reopen(mayAsk: boolean): Promise<void> {
    const open: FileSystemHandle[] = [];
    for (const root of this.#roots) if (await mayRead(root, mayAsk)) open.push(root);
    if (open.length === 0 || this.missing.length === 0) return;
    const { files } = await filesBehind(open, new AbortController().signal);
    await this.takeBack(files, true);
  }

  #attach({ id, source, isVerified }: Relinked): void {
    const entry = this.#parts.session.find(id);
    if (!entry) return;
    if (isVerified && entry.sha256)
      this.#parts.note({ kind: 'relink', clip: id, path: source.path, sha256: entry.sha256 });
    this.#parts.session.attach(entry, source.file);
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#parts.notices.report(error);
    }
  }
}
