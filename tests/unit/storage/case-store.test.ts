import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { ActivityEntry, CaseClip, LogHead } from '../../../src/contract/index.ts';
import { genesisOf, nextEntry, verifyLog } from '../../../src/report/index.ts';
import { openStorage, type StoredCase } from '../../../src/storage/index.ts';

let databases = 0;
const open = async () => (await openStorage(`cases-${databases++}`)).cases;

function stored(id: string, changedAt: number): StoredCase {
  return {
    id,
    name: `Case ${id}`,
    createdAt: 1,
    changedAt,
    notes: '',
    settings: { eventsByModel: {}, presets: [] },
    nextClip: 1,
    order: [],
    isPaused: false,
    counts: { clips: 0, finished: 0, events: 0, unreviewed: 0 },
  };
}

function clip(id: string): CaseClip {
  return { id, name: `${id}.mp4` } as CaseClip;
}

function noting(caseId: string, text: string) {
  return async (head: LogHead | null): Promise<ActivityEntry> =>
    nextEntry(head ?? (await genesisOf(caseId)), {
      at: 1,
      by: '',
      activity: { kind: 'case', done: 'noted', text },
    });
}

test('cases are listed by their last change, with clips and log of their own', async () => {
  const cases = await open();
  await cases.put(stored('a', 1));
  await cases.put(stored('ab', 2));
  await cases.putClip('a', clip('c1'));
  await cases.putClip('ab', clip('c1'));
  await cases.putClip('ab', clip('c10'));
  await cases.append('a', noting('a', 'one'));
  expect((await cases.list()).map(({ id }) => id)).toEqual(['ab', 'a']);
  expect((await cases.clips('a')).map(({ id }) => id)).toEqual(['c1']);
  expect((await cases.clips('ab')).map(({ id }) => id)).toEqual(['c1', 'c10']);
  expect((await cases.log('ab')).entries).toEqual([]);
});

test('entries that two tabs append at the same time follow one another', async () => {
  const cases = await open();
  const texts = Array.from({ length: 12 }, (_, n) => `note ${n}`);
  await Promise.all(texts.map((text) => cases.append('a', noting('a', text))));
  const { entries, head } = await cases.log('a');
  expect(entries.map(({ sequence }) => sequence)).toEqual(texts.map((_, n) => n + 1));
  const log = { format: 'vigil-log', formatVersion: 1, caseId: 'a', entries, head: head as LogHead } as const;
  expect(await verifyLog(log)).toMatchObject({ isIntact: true, entries: 12 });
});

test('deleting a case takes its clips and its log, and no other case', async () => {
  const cases = await open();
  for (const id of ['a', 'b']) {
    await cases.put(stored(id, 1));
    await cases.putClip(id, clip('c1'));
    await cases.append(id, noting(id, 'x'));
  }
  await cases.delete('a');
  expect(await cases.get('a')).toBeUndefined();
  expect([await cases.clips('a'), await cases.log('a')]).toEqual([[], { entries: [], head: null }]);
  expect((await cases.clips('b')).length + (await cases.log('b')).entries.length).toBe(2);
});
