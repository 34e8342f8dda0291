import type { Activity, ActivityEntry, ActivityLog } from '../../contract/index.ts';
import { emptyLog, genesisOf, headOf, nextEntry } from '../../report/index.ts';
import type { CaseStore } from '../../storage/index.ts';

export interface LogParts {
  readonly store: Pick<CaseStore, 'append' | 'log'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Who works, as they call themselves; '' when not given. */
  readonly by: () => string;
  readonly onError: (error: unknown) => void;
}

/** The hash-chained activity log of one case: one writer, one entry after the other. */
export class CaseLog {
  readonly caseId: string;
  readonly #parts: LogParts;
  #entries = $state.raw<readonly ActivityEntry[]>([]);
  #writing: Promise<unknown> = Promise.resolve();

  constructor(caseId: string, parts: LogParts) {
    this.caseId = caseId;
    this.#parts = parts;
  }

  /** What has been read or written in this visit, oldest first. */
  get entries(): readonly ActivityEntry[] {
    return this.#entries;
  }

  /** Reads what earlier visits wrote. */
  async load(): Promise<void> {
    const { entries } = await this.#parts.store.log(this.caseId);
    this.#entries = entries;
  }

  /** Writes what was just done; the clock is read now, the entry is chained when its turn comes. */
  note(activity: Activity): void {
    const occurrence = {
      at: this.#parts.now(),
      by: this.#parts.by(),
      activity: $state.snapshot(activity) as Activity,
    };
    this.#writing = this.#writing
      .then(() =>
        this.#parts.store.append(this.caseId, async (head) =>
          nextEntry(head ?? (await genesisOf(this.caseId)), occurrence),
        ),
      )
      .then((entry) => void (this.#entries = [...this.#entries, entry]))
      .catch((error: unknown) => this.#parts.onError(error));
  }

  /**
   * Takes an entry that was made after the head as it stands, as a bundle's last one.
   * @returns false when something was noted since: the entry then belongs to the bundle alone
   */
  async follow(entry: ActivityEntry): Promise<boolean> {
    await this.settled();
    const { head } = await this.#parts.store.log(this.caseId);
    if (head && head.hash !== entry.previousHash) return false;
    await this.#parts.store.append(this.caseId, async () => entry);
    this.#entries = [...this.#entries, entry];
    return true;
  }

  /** All that was noted is written. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  /** The log as it lies in the storage, which is what is verified and exported. */
  async read(): Promise<ActivityLog> {
    await this.settled();
    const { entries, head } = await this.#parts.store.log(this.caseId);
    const last = entries.at(-1);
    const empty = await emptyLog(this.caseId);
    return { ...empty, entries, head: head ?? (last ? headOf(last) : empty.head) };
  }
}
