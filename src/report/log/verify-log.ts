import type { ActivityEntry, ActivityLog, LogHead } from '../../contract/index.ts';
import { genesisOf, hashOfEntry } from './activity-log.ts';
import { outOfOrder } from './out-of-order.ts';

/** What is wrong with a log, naming entries by their sequence number. */
export type LogFault =
  /** Its content no longer gives the hash it carries. */
  | { readonly kind: 'altered'; readonly sequence: number }
  /** It is whole in itself, but it is not the entry after which the next one (or the head) was written. */
  | { readonly kind: 'replaced'; readonly sequence: number }
  | { readonly kind: 'removed'; readonly sequence: number }
  /** A second entry under a number that is taken, or one beyond the head. */
  | { readonly kind: 'inserted'; readonly sequence: number }
  | { readonly kind: 'moved'; readonly sequence: number }
  /** The log ends before its head: entries from `sequence` on are gone. */
  | { readonly kind: 'truncated'; readonly sequence: number; readonly missing: number }
  /** The first entry was not written for this case. */
  | { readonly kind: 'foreign'; readonly sequence: number }
  /** It is not the entry that was noted elsewhere, so it or one before it was rewritten. */
  | { readonly kind: 'not-as-noted'; readonly sequence: number };

export interface LogVerdict {
  readonly isIntact: boolean;
  readonly entries: number;
  readonly head: LogHead;
  /** By sequence number. */
  readonly faults: readonly LogFault[];
}

/**
 * Recomputes every hash and follows the chain. A log that was rewritten from some entry to its end, head included, hangs
 * together again; only a head that was noted elsewhere (`notedHeads`: on a printed report, in another bundle) tells.
 */
export async function verifyLog(log: ActivityLog, notedHeads: readonly LogHead[] = []): Promise<LogVerdict> {
  const { entries, head } = log;
  const altered = await alteredAmong(entries);
  const inserted = insertedAmong(log);
  const chain = entries.filter((entry) => !inserted.has(entry)).sort((a, b) => a.sequence - b.sequence);
  const faults: LogFault[] = [
    ...[...altered].map(named('altered')),
    ...[...inserted].map(named('inserted')),
    ...outOfOrder(entries, ({ sequence }) => sequence).map(named('moved')),
    ...gaps(chain, head),
    ...brokenLinks(chain, head, altered),
    ...(await foreign(log, chain, altered)),
    ...notAsNoted(chain, notedHeads),
  ];
  faults.sort((a, b) => a.sequence - b.sequence);
  return { isIntact: faults.length === 0, entries: entries.length, head, faults };
}

const named =
  <K extends LogFault['kind']>(kind: K) =>
  ({ sequence }: { readonly sequence: number }) =>
    ({ kind, sequence }) as LogFault;

/** An entry that cannot even be written as JSON was never hashed as it stands. */
async function alteredAmong(entries: readonly ActivityEntry[]): Promise<Set<ActivityEntry>> {
  const hashes = await Promise.allSettled(entries.map(hashOfEntry));
  return new Set(
    entries.filter((entry, index) => {
      const hash = hashes[index];
      return hash?.status !== 'fulfilled' || hash.value !== entry.hash;
    }),
  );
}

/** Of entries that share a number, all but the one the chain goes on from; and whatever lies beyond the head. */
function insertedAmong({ entries, head }: ActivityLog): Set<ActivityEntry> {
  const linkedTo = new Set([head.hash, ...entries.map(({ previousHash }) => previousHash)]);
  const standing = new Map<number, ActivityEntry>();
  const inserted = new Set<ActivityEntry>();
  for (const entry of entries) {
    const rival = standing.get(entry.sequence);
    if (entry.sequence === 0 || entry.sequence > head.sequence) inserted.add(entry);
    else if (!rival) standing.set(entry.sequence, entry);
    else if (linkedTo.has(rival.hash) || !linkedTo.has(entry.hash)) inserted.add(entry);
    else {
      inserted.add(rival);
      standing.set(entry.sequence, entry);
    }
  }
  return inserted;
}

function gaps(chain: readonly ActivityEntry[], head: LogHead): LogFault[] {
  const last = chain.at(-1)?.sequence ?? 0;
  const present = new Set(chain.map(({ sequence }) => sequence));
  const removed = Array.from({ length: last }, (_, index) => index + 1)
    .filter((sequence) => !present.has(sequence))
    .map((sequence) => ({ kind: 'removed', sequence }) as const);
  const missing = head.sequence - last;
  return missing > 0 ? [...removed, { kind: 'truncated', sequence: last + 1, missing }] : removed;
}

function brokenLinks(
  chain: readonly ActivityEntry[],
  head: LogHead,
  altered: ReadonlySet<ActivityEntry>,
): LogFault[] {
  return chain.flatMap((entry, index) => {
    const next = chain[index + 1];
    const isLast = entry.sequence === head.sequence;
    if (altered.has(entry) || (next && altered.has(next))) return [];
    if (!isLast && next?.sequence !== entry.sequence + 1) return [];
    const wanted = isLast ? head.hash : next?.previousHash;
    return wanted === entry.hash ? [] : [{ kind: 'replaced', sequence: entry.sequence }];
  });
}

async function foreign(
  { caseId, entries, head }: ActivityLog,
  chain: readonly ActivityEntry[],
  altered: ReadonlySet<ActivityEntry>,
): Promise<LogFault[]> {
  const genesis = await genesisOf(caseId);
  const first = chain[0];
  if (first?.sequence === 1 && !altered.has(first) && first.previousHash !== genesis.hash) {
    return [{ kind: 'foreign', sequence: 1 }];
  }
  const isForeignEmpty = entries.length === 0 && head.sequence === 0 && head.hash !== genesis.hash;
  return isForeignEmpty ? [{ kind: 'foreign', sequence: 0 }] : [];
}

function notAsNoted(chain: readonly ActivityEntry[], noted: readonly LogHead[]): LogFault[] {
  return noted
    .filter(
      ({ sequence, hash }) =>
        sequence > 0 && chain.find((entry) => entry.sequence === sequence)?.hash !== hash,
    )
    .map(({ sequence }) => ({ kind: 'not-as-noted', sequence }));
}

/** One plain sentence. */
export function describeLogFault(fault: LogFault): string {
  const entry = `Entry ${fault.sequence}`;
  switch (fault.kind) {
    case 'altered':
      return `${entry} was altered: its content no longer gives its hash.`;
    case 'replaced':
      return `${entry} was replaced: what follows was not written after it.`;
    case 'removed':
      return `${entry} is missing.`;
    case 'inserted':
      return `${entry} was put in: the chain does not go through it.`;
    case 'moved':
      return `${entry} stands in the wrong place.`;
    case 'truncated':
      return `The log ends too early: ${fault.missing} ${fault.missing === 1 ? 'entry is' : 'entries are'} missing from ${fault.sequence} on.`;
    case 'foreign':
      return 'The log begins as one of another case.';
    case 'not-as-noted':
      return `${entry} is not the one that was noted: it, or one before it, was rewritten or cut off.`;
  }
}
