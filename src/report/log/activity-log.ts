import type { Activity, ActivityEntry, ActivityLog, LogHead } from '../../contract/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import { sha256Hex } from '../sha256.ts';

/** What was done, when by this device's clock (ms since 1970), and by whom as they call themselves. */
export interface Occurrence {
  readonly at: number;
  readonly by: string;
  readonly activity: Activity;
}

/** A log without entries. Its head stands for the case itself, so that a log cannot be passed off as another case's. */
export async function emptyLog(caseId: string): Promise<ActivityLog> {
  return { format: 'vigil-log', formatVersion: 1, caseId, entries: [], head: await genesisOf(caseId) };
}

/** The head of a log that has no entry yet. */
export async function genesisOf(caseId: string): Promise<LogHead> {
  return { sequence: 0, hash: await sha256Hex(`vigil-log/1\n${caseId}`) };
}

/**
 * The entry that follows `head`. Whoever keeps the log appends one after the other: two entries made after the same head
 * cannot both stand.
 */
export async function nextEntry(head: LogHead, { at, by, activity }: Occurrence): Promise<ActivityEntry> {
  const entry = { sequence: head.sequence + 1, at, by, activity, previousHash: head.hash };
  return { ...entry, hash: await hashOfEntry(entry) };
}

/** The log with one more entry; the one given stays as it is. */
export async function appendActivity(log: ActivityLog, occurrence: Occurrence): Promise<ActivityLog> {
  const entry = await nextEntry(log.head, occurrence);
  return { ...log, entries: [...log.entries, entry], head: headOf(entry) };
}

/** The head that a log has once this is its last entry. */
export function headOf({ sequence, hash }: ActivityEntry): LogHead {
  return { sequence, hash };
}

/** SHA-256 of the canonical JSON of every field but `hash`. */
export async function hashOfEntry({
  hash: _hash,
  ...rest
}: Omit<ActivityEntry, 'hash'> & { hash?: string }): Promise<string> {
  return sha256Hex(canonicalJson(rest));
}
