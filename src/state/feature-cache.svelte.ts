import type { FeatureUsage } from '../storage/index.ts';
import type { Notices } from './notices.svelte.ts';

/** What training keeps so that clips need not be decoded again: how much it is, and how to be rid of it. */
export class FeatureCache {
  readonly #store: FeatureUsage | null;
  readonly #notices: Notices;
  #bytes = $state<number | null>(null);

  /** @param store null when the browser stores nothing */
  constructor(store: FeatureUsage | null, notices: Notices) {
    this.#store = store;
    this.#notices = notices;
  }

  /** null until it has been looked up, and where nothing is stored. */
  get bytes(): number | null {
    return this.#bytes;
  }

  async refresh(): Promise<void> {
    await this.#attempt(async (store) => void (this.#bytes = await store.bytes()));
  }

  async clear(): Promise<void> {
    await this.#attempt(async (store) => {
      await store.clear();
      this.#bytes = 0;
      this.#notices.tell(
        'The cached features have been deleted; the next training run reads its clips again.',
      );
    });
  }

  async #attempt(work: (store: FeatureUsage) => Promise<void>): Promise<void> {
    if (!this.#store) return;
    try {
      await work(this.#store);
    } catch (error) {
      this.#notices.report(error);
    }
  }
}
