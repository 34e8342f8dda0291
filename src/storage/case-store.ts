import type { ActivityEntry, CaseClip, LogHead } from '../contract/index.ts';
import type { Database } from './database.ts';
import { guarded } from './storage-errors.ts';
import type { StoredCase } from './stored-case.ts';
import { newest } from './summarised-store.ts';

export interface StoredLog {
  readonly entries: readonly ActivityEntry[];
  /** null for a log that was never begun. */
  readonly head: LogHead | null;
}

/** Cases, their clips, their logs, and the handles of their files. */
export interface CaseStore {
  /** Newest first. */
  list(): Promise<StoredCase[]>;
  get(id: string): Promise<StoredCase | undefined>;
  put(stored: StoredCase): Promise<void>;
  /** In the order of their keys; {@link StoredCase.order} says how they are worked off. */
  clips(caseId: string): Promise<CaseClip[]>;
  putClip(caseId: string, clip: CaseClip): Promise<void>;
  deleteClip(caseId: string, clipId: string): Promise<void>;
  roots(caseId: string): Promise<readonly FileSystemHandle[]>;
  putRoots(caseId: string, roots: readonly FileSystemHandle[]): Promise<void>;
  log(caseId: string): Promise<StoredLog>;
  /**
   * Appends what `next` makes of the head as it stands; made anew when another tab was quicker.
   * @param next null stands for a log that was never begun
   */
  append(caseId: string, next: (head: LogHead | null) => Promise<ActivityEntry>): Promise<ActivityEntry>;
  /** Puts a whole log in place, as an imported one. */
  putLog(caseId: string, entries: readonly ActivityEntry[], head: LogHead): Promise<void>;
  /** The case, its clips, log and handles; analyses and posters belong to the footage and stay. */
  delete(caseId: string): Promise<void>;
}

export function casesIn(database: Database): CaseStore {
  return {
    list: () => guarded(() => newest<StoredCase>(database as never, 'cases')),
    get: (id) => guarded(() => database.get('cases', id)),
    put: (stored) => guarded(async () => void (await database.put('cases', stored))),
    clips: (caseId) => guarded(() => database.getAll('caseClips', within(caseId))),
    putClip: (caseId, clip) =>
      guarded(async () => void (await database.put('caseClips', clip, [caseId, clip.id]))),
    deleteClip: (caseId, clipId) => guarded(() => database.delete('caseClips', [caseId, clipId])),
    roots: (caseId) => guarded(async () => (await database.get('caseRoots', caseId)) ?? []),
    putRoots: (caseId, roots) => guarded(async () => void (await database.put('caseRoots', roots, caseId))),
    log: (caseId) => guarded(() => readLog(database, caseId)),
    append: (caseId, next) => guarded(() => appendEntry(database, caseId, next)),
    putLog: (caseId, entries, head) => guarded(() => writeLog(database, caseId, entries, head)),
    delete: (caseId) => guarded(() => deleteCase(database, caseId)),
  };
}

/** All keys [caseId, …]: an array sorts after every text and number. */
function within(caseId: string): IDBKeyRange {
  return IDBKeyRange.bound([caseId], [caseId, []]);
}

async function readLog(database: Database, caseId: string): Promise<StoredLog> {
  const reading = database.transaction(['logEntries', 'logHeads']);
  const [entries, head] = await Promise.all([
    reading.objectStore('logEntries').getAll(within(caseId)),
    reading.objectStore('logHeads').get(caseId),
  ]);
  return { entries, head: head ?? null };
}

async function appendEntry(
  database: Database,
  caseId: string,
  next: (head: LogHead | null) => Promise<ActivityEntry>,
): Promise<ActivityEntry> {
  for (;;) {
    const before = (await database.get('logHeads', caseId)) ?? null;
    // Hashing takes a while, and a transaction does not wait for it: whether the head still stands is asked afterwards.
    const entry = await next(before);
    const writing = database.transaction(['logEntries', 'logHeads'], 'readwrite');
    const now = (await writing.objectStore('logHeads').get(caseId)) ?? null;
    const isStill = now?.hash === before?.hash;
    if (isStill) {
      void writing.objectStore('logEntries').add(entry, [caseId, entry.sequence]);
      void writing.objectStore('logHeads').put({ sequence: entry.sequence, hash: entry.hash }, caseId);
    }
    await writing.done;
    if (isStill) return entry;
  }
}

async function writeLog(
  database: Database,
  caseId: string,
  entries: readonly ActivityEntry[],
  head: LogHead,
): Promise<void> {
  const writing = database.transaction(['logEntries', 'logHeads'], 'readwrite');
  void writing.objectStore('logEntries').delete(within(caseId));
  for (const entry of entries) void writing.objectStore('logEntries').put(entry, [caseId, entry.sequence]);
  void writing.objectStore('logHeads').put(head, caseId);
  await writing.done;
}

async function deleteCase(database: Database, caseId: string): Promise<void> {
  const stores = ['cases', 'caseClips', 'caseRoots', 'logEntries', 'logHeads'] as const;
  const writing = database.transaction(stores, 'readwrite');
  void writing.objectStore('cases').delete(caseId);
  void writing.objectStore('caseClips').delete(within(caseId));
  void writing.objectStore('caseRoots').delete(caseId);
  void writing.objectStore('logEntries').delete(within(caseId));
  void writing.objectStore('logHeads').delete(caseId);
  await writing.done;
}
