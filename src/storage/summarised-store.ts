import type { IDBPDatabase } from 'idb';
import type { Database } from './database.ts';
import { guarded } from './storage-errors.ts';

/** Heavy values and, written with them in one transaction, a small summary of each for lists. */
export interface SummarisedStore<Value, Summary> {
  get(key: string): Promise<Value | undefined>;
  put(value: Value): Promise<void>;
  /** Reads, changes and writes in one transaction; what another tab writes meanwhile is not lost.
   *  @returns the new value; undefined when there is none of this key */
  change(key: string, change: (value: Value) => Value): Promise<Value | undefined>;
  /** Newest first. */
  list(limit?: number): Promise<Summary[]>;
  delete(key: string): Promise<void>;
  clear(): Promise<void>;
}

/** The pairs of stores of {@link VigilSchema} that belong together; summaries have the index `byTime`. */
type Pair =
  | readonly ['analyses', 'summaries']
  | readonly ['datasets', 'datasetSummaries']
  | readonly ['runs', 'runSummaries'];

/** @param summarise keeps the key path of the value */
export function summarisedStore<Value, Summary>(
  schema: Database,
  [values, summaries]: Pair,
  summarise: (value: Value) => Summary,
): SummarisedStore<Value, Summary> {
  // The schema's types cannot follow a name that is a parameter; the pairs above are what holds them together.
  const database = schema as unknown as IDBPDatabase;

  async function inBoth<T>(work: (values: Store, summaries: Store) => Promise<T>): Promise<T> {
    const transaction = database.transaction([values, summaries], 'readwrite');
    const [result] = await Promise.all([
      work(transaction.objectStore(values), transaction.objectStore(summaries)),
      transaction.done,
    ]);
    return result;
  }

  return {
    get: (key) => guarded(() => database.get(values, key)),
    put: (value) => guarded(() => inBoth((all, short) => write(all, short, value, summarise(value)))),
    change: (key, change) =>
      guarded(() =>
        inBoth(async (all, short) => {
          const found = (await all.get(key)) as Value | undefined;
          if (found === undefined) return undefined;
          const changed = change(found);
          await write(all, short, changed, summarise(changed));
          return changed;
        }),
      ),
    list: (limit) => guarded(() => newest<Summary>(database, summaries, limit)),
    delete: (key) =>
      guarded(() =>
        inBoth(async (all, short) => void (await Promise.all([all.delete(key), short.delete(key)]))),
      ),
    clear: () =>
      guarded(() => inBoth(async (all, short) => void (await Promise.all([all.clear(), short.clear()])))),
  };
}

interface Store {
  get(key: string): Promise<unknown>;
  put(value: unknown): Promise<unknown>;
  delete(key: string): Promise<void>;
  clear(): Promise<void>;
}

async function write(all: Store, short: Store, value: unknown, summary: unknown): Promise<void> {
  await Promise.all([all.put(value), short.put(summary)]);
}

/** Walks the index `byTime` of a store from its newest entry. */
export async function newest<Summary>(
  database: IDBPDatabase,
  store: string,
  limit = Infinity,
): Promise<Summary[]> {
  const found: Summary[] = [];
  let cursor = await database.transaction(store).store.index('byTime').openCursor(null, 'prev');
  while (cursor && found.length < limit) {
    found.push(cursor.value as Summary);
    cursor = await cursor.continue();
  }
  return found;
}
