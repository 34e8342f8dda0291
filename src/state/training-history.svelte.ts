import type { CheckpointStore } from '../contract/index.ts';
import type { RunSummary, StoredRun } from '../storage/index.ts';
import type { Notices } from './notices.svelte.ts';

/** Keeps runs and their checkpoints. */
export interface RunArchive {
  readonly runs: {
    get(id: string): Promise<StoredRun | undefined>;
    put(run: StoredRun): Promise<void>;
    change(id: string, change: (run: StoredRun) => StoredRun): Promise<StoredRun | undefined>;
    /** Newest first. */
    list(): Promise<RunSummary[]>;
    delete(id: string): Promise<void>;
  };
  readonly checkpoints: Pick<CheckpointStore, 'delete'>;
}

/** Runs of this and earlier visits, newest first. */
export class TrainingHistory {
  readonly #archive: RunArchive;
  readonly #notices: Notices;
  #list = $state.raw<readonly RunSummary[]>([]);

  constructor(archive: RunArchive, notices: Notices) {
    this.#archive = archive;
    this.#notices = notices;
  }

  get list(): readonly RunSummary[] {
    return this.#list;
  }

  async refresh(): Promise<void> {
    await this.#attempt(async () => void (this.#list = await this.#archive.runs.list()));
  }

  async find(id: string): Promise<StoredRun | undefined> {
    return this.#attempt(() => this.#archive.runs.get(id));
  }

  async put(run: StoredRun): Promise<void> {
    await this.#attempt(() => this.#archive.runs.put(run));
    await this.refresh();
  }

  /** Notes how a run stands, and leaves what the person wrote. */
  async update(run: StoredRun): Promise<void> {
    await this.#attempt(() => this.#archive.runs.change(run.id, ({ note }) => ({ ...run, note })));
    await this.refresh();
  }

  async annotate(id: string, note: string): Promise<void> {
    await this.#attempt(() => this.#archive.runs.change(id, (run) => ({ ...run, note })));
    await this.refresh();
  }

  /** The run and its checkpoints; a model that it gave stays in Models. */
  async delete(id: string): Promise<void> {
    await this.#attempt(async () => {
      await this.#archive.runs.delete(id);
      await this.#archive.checkpoints.delete(id);
    });
    await this.refresh();
  }

  /** Runs that a page left in the middle, and those that were paused. */
  get unfinished(): readonly RunSummary[] {
    return this.#list.filter(({ status }) => status === 'running' || status === 'paused');
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#notices.report(error);
      return undefined;
    }
  }
}
