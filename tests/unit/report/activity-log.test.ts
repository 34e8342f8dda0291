import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/index.ts';
import type { Activity, ActivityEntry, ActivityLog } from '../../../src/contract/index.ts';
import {
  appendActivity,
  canonicalJson,
  describeLogFault,
  emptyLog,
  nextEntry,
  parseLog,
  verifyLog,
} from '../../../src/report/index.ts';
import { outOfOrder } from '../../../src/report/log/out-of-order.ts';

const activities: Activity[] = [
  { kind: 'case', done: 'created', text: 'Harbour fire' },
  { kind: 'ingest', clip: 'c1', path: 'cam1/a.mp4', sizeBytes: 1000, sha256: 'ab'.repeat(32) },
  { kind: 'settings', what: 'events', value: { halfLife: 1 } },
  { kind: 'review', clip: 'c1', means: 'do', action: { kind: 'confirm', event: 'e1' } },
  { kind: 'review', clip: 'c1', means: 'undo', action: { kind: 'reopen', event: 'e1' } },
  { kind: 'verify', what: 'source', clip: 'c1', isIntact: true, detail: '' },
];

async function logOf(caseId = 'case-1', list = activities): Promise<ActivityLog> {
  let log = await emptyLog(caseId);
  for (const [n, activity] of list.entries())
    log = await appendActivity(log, { at: 1000 + n, by: 'R. Ito', activity });
  return log;
}

/** Changes a copy of the entries. */
function tampered(log: ActivityLog, change: (entries: ActivityEntry[]) => ActivityEntry[]): ActivityLog {
  return { ...log, entries: change(structuredClone(log.entries) as ActivityEntry[]) };
}

const at = (entries: readonly ActivityEntry[], sequence: number) =>
  entries.find((entry) => entry.sequence === sequence) as ActivityEntry;

describe('a log', () => {
  test('is intact as it grows, and the log it grew from stays as it was', async () => {
    let log = await emptyLog('case-1');
    expect((await verifyLog(log)).isIntact).toBe(true);
    for (const activity of activities) {
      const before = JSON.stringify(log);
      const grown = await appendActivity(log, { at: 5, by: '', activity });
      expect(JSON.stringify(log)).toBe(before);
      expect(await verifyLog(grown)).toMatchObject({ isIntact: true, entries: log.entries.length + 1 });
      log = grown;
    }
  });

  test('hashes what it says it hashes: another SHA-256 over the canonical JSON gives the same chain', async () => {
    const log = await logOf();
    let previous = createHash('sha256').update('vigil-log/1\ncase-1').digest('hex');
    for (const { hash, ...rest } of log.entries) {
      expect(rest.previousHash).toBe(previous);
      previous = createHash('sha256').update(canonicalJson(rest)).digest('hex');
      expect(hash).toBe(previous);
    }
    expect(log.head).toEqual({ sequence: activities.length, hash: previous });
  });

  test('survives JSON, and what is no log is refused by its place', async () => {
    const log = await logOf();
    expect(await verifyLog(parseLog(JSON.parse(JSON.stringify(log))))).toMatchObject({ isIntact: true });
    expect(() => parseLog({ ...log, format: 'other' })).toThrow('log.format');
    expect(() => parseLog({ ...log, entries: [null] })).toThrow('log.entries[0]');
  });
});

describe('verification names the entry that', () => {
  test.each(activities.map((_, n) => n + 1))('was altered: %d', async (sequence) => {
    const log = await logOf();
    const edits: ((entry: ActivityEntry) => object)[] = [
      () => ({ at: 2000 }),
      () => ({ by: 'somebody else' }),
      ({ activity }) => ({ activity: { ...activity, more: 1 } }),
      () => ({ previousHash: '0'.repeat(64) }),
      () => ({ hash: '0'.repeat(64) }),
    ];
    for (const edit of edits) {
      const broken = tampered(log, (entries) =>
        entries.map((entry) => (entry.sequence === sequence ? { ...entry, ...edit(entry) } : entry)),
      );
      expect((await verifyLog(broken)).faults).toEqual([{ kind: 'altered', sequence }]);
    }
  });

  test.each([1, 3, 6])('was altered and hashed anew: %d', async (sequence) => {
    const log = await logOf();
    const entry = at(log.entries, sequence);
    const head = { sequence: sequence - 1, hash: entry.previousHash };
    const forged = await nextEntry(head, { at: entry.at, by: 'somebody else', activity: entry.activity });
    const broken = tampered(log, (entries) => entries.with(sequence - 1, forged));
    expect((await verifyLog(broken)).faults).toEqual([{ kind: 'replaced', sequence }]);
  });

  test.each([1, 2, 5])('was removed: %d', async (sequence) => {
    const broken = tampered(await logOf(), (entries) => entries.toSpliced(sequence - 1, 1));
    expect((await verifyLog(broken)).faults).toEqual([{ kind: 'removed', sequence }]);
  });

  test('was cut off at the end', async () => {
    const broken = tampered(await logOf(), (entries) => entries.slice(0, 4));
    expect((await verifyLog(broken)).faults).toEqual([{ kind: 'truncated', sequence: 5, missing: 2 }]);
  });

  test.each([
    [2, 5],
    [5, 1],
  ])('was moved: %d to place %d', async (sequence, place) => {
    const broken = tampered(await logOf(), (entries) => {
      const [entry] = entries.splice(sequence - 1, 1);
      return entries.toSpliced(place - 1, 0, entry as ActivityEntry);
    });
    expect((await verifyLog(broken)).faults).toEqual([{ kind: 'moved', sequence }]);
  });

  test('was put in, before or after the true one, or beyond the head', async () => {
    const log = await logOf();
    const before = { sequence: 2, hash: at(log.entries, 2).hash };
    const forged = await nextEntry(before, { at: 1, by: '', activity: activities[0] as Activity });
    for (const place of [2, 3]) {
      const broken = tampered(log, (entries) => entries.toSpliced(place, 0, forged));
      expect((await verifyLog(broken)).faults).toEqual([{ kind: 'inserted', sequence: 3 }]);
    }
    const extra = await nextEntry(log.head, { at: 1, by: '', activity: activities[0] as Activity });
    const longer = tampered(log, (entries) => [...entries, extra]);
    expect((await verifyLog(longer)).faults).toEqual([{ kind: 'inserted', sequence: 7 }]);
  });

  test('begins another case', async () => {
    const log = await logOf();
    expect((await verifyLog({ ...log, caseId: 'case-2' })).faults).toEqual([
      { kind: 'foreign', sequence: 1 },
    ]);
    expect((await verifyLog({ ...(await emptyLog('a')), caseId: 'b' })).isIntact).toBe(false);
  });

  test('was rewritten to the end with its head: only a head noted elsewhere tells', async () => {
    const log = await logOf();
    const rewritten = await logOf('case-1', activities.with(3, { kind: 'case', done: 'noted', text: '' }));
    expect((await verifyLog(rewritten)).isIntact).toBe(true);
    const noted = [{ sequence: 3, hash: at(log.entries, 3).hash }, log.head];
    expect((await verifyLog(rewritten, noted)).faults).toEqual([{ kind: 'not-as-noted', sequence: 6 }]);
    expect((await verifyLog(log, noted)).isIntact).toBe(true);
  });

  test('was changed in any of 50 random ways, in a sentence that names it', async () => {
    const log = await logOf();
    const random = seededRandom(3);
    const text = JSON.stringify(log.entries);
    for (let n = 0; n < 50; n++) {
      const place = Math.floor(random() * text.length);
      const letter = text[place] === '7' ? '8' : '7';
      let entries: unknown;
      try {
        entries = JSON.parse(text.slice(0, place) + letter + text.slice(place + 1));
        parseLog({ ...log, entries });
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        continue;
      }
      const { faults } = await verifyLog({ ...log, entries: entries as ActivityEntry[] });
      expect(faults).not.toEqual([]);
      for (const fault of faults) expect(describeLogFault(fault)).toMatch(/\d|another case/);
    }
  });
});

test.each([
  [[1, 2, 3], []],
  [[1, 3, 4, 5, 2, 6], [2]],
  [[3, 1, 2], [3]],
  [[1, 1, 2], []],
  [[], []],
])('out of order in %j: %j', (keys, expected) => {
  expect(outOfOrder(keys, (key) => key)).toEqual(expected);
});
