import type { AnalysisSummary, StoredAnalysis } from '../storage/index.ts';
import type { Notices } from './notices.svelte.ts';
import type { AnalysisArchive } from './stores.ts';

const shown = 12;

/** The last results kept on this device. */
export class RecentAnalyses {
  readonly #archive: AnalysisArchive;
  readonly #notices: Notices;
  #list = $state.raw<readonly AnalysisSummary[]>([]);

  constructor(archive: AnalysisArchive, notices: Notices) {
    this.#archive = archive;
    this.#notices = notices;
  }

  /** Newest first. */
  get list(): readonly AnalysisSummary[] {
    return this.#list;
  }

  async refresh(): Promise<void> {
    await this.#attempt(async () => void (this.#list = await this.#archive.recent(shown)));
  }

  async find(key: string): Promise<StoredAnalysis | undefined> {
    return this.#attempt(() => this.#archive.get(key));
  }

  async forgetAll(): Promise<void> {
    await this.#attempt(async () => {
      await this.#archive.clear();
      this.#list = [];
      this.#notices.tell('All stored results have been deleted from this device.');
    });
  }

  /** The same archive, but what is put into it also shows up here. */
  recording(): AnalysisArchive {
    const archive = this.#archive;
    return {
      get: (key) => archive.get(key),
      recent: (limit) => archive.recent(limit),
      clear: () => archive.clear(),
      put: async (analysis) => {
        await archive.put(analysis);
        await this.refresh();
      },
    };
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
