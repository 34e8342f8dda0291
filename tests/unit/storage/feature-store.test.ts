import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import type { StoredFeatures } from '../../../src/contract/index.ts';
import { openStorage } from '../../../src/storage/index.ts';

let databases = 0;
let clock = 0;
const open = (featureBytes?: number) =>
  openStorage(`features-${databases++}`, {
    now: () => ++clock,
    ...(featureBytes === undefined ? {} : { featureBytes }),
  });

/** Features of `rows` rows: 10 numbers and 6 pixels each, 32 bytes a row. */
function features(rows: number, fill = 1): StoredFeatures {
  const values = new Uint16Array(rows * 10).fill(fill);
  return { rows, featureLength: 10, values, pixels: new Uint16Array(rows * 6).fill(fill) };
}

afterEach(() => vi.unstubAllGlobals());

function stubQuota(usage: number, quota: number): void {
  vi.stubGlobal('navigator', { storage: { estimate: async () => ({ usage, quota }) } });
}

test('features come back as they went in; unknown ones are undefined', async () => {
  const { features: store } = await open();
  await store.put('a', features(3, 7));
  expect(await store.get('a')).toEqual(features(3, 7));
  expect(await store.get('b')).toBeUndefined();
  expect(await store.known(['b', 'a'])).toEqual(new Set(['a']));
});

test('only the part of a buffer that a view shows is stored', async () => {
  const { features: store } = await open();
  const large = new Uint16Array(1000).fill(5);
  await store.put('a', { ...features(1), values: large.subarray(10, 20) });
  const { values } = (await store.get('a')) as StoredFeatures;
  expect(values).toEqual(new Uint16Array(10).fill(5));
  expect(values.buffer.byteLength).toBe(20);
});

test('over the budget, what was used longest ago is forgotten', async () => {
  const { features: store } = await open(320);
  for (const key of ['a', 'b', 'c']) await store.put(key, features(3));
  await store.get('a');
  await store.put('d', features(3));
  expect(await store.known(['a', 'b', 'c', 'd'])).toEqual(new Set(['a', 'c', 'd']));
  expect(await store.get('b')).toBeUndefined();
  expect(await store.bytes()).toBe(288);
});

test('a large entry drives out several, itself written again counts once, too large a one is not kept', async () => {
  const { features: store } = await open(320);
  for (const key of ['a', 'b', 'c']) await store.put(key, features(3));
  await store.put('c', features(4));
  expect(await store.bytes()).toBe(320);
  await store.put('d', features(6));
  expect(await store.known(['a', 'b', 'c', 'd'])).toEqual(new Set(['c', 'd']));
  await store.put('e', features(11));
  expect(await store.known(['c', 'd', 'e'])).toEqual(new Set(['c', 'd']));
});

test('forgetting reads no features', async () => {
  const { features: store } = await open(320);
  for (const key of ['a', 'b', 'c']) await store.put(key, features(3));
  const read: string[] = [];
  for (const verb of ['get', 'getAll', 'openCursor'] as const) {
    const original = IDBObjectStore.prototype[verb] as (...given: unknown[]) => unknown;
    vi.spyOn(IDBObjectStore.prototype, verb).mockImplementation(function (
      this: IDBObjectStore,
      ...given: unknown[]
    ) {
      read.push(this.name);
      return original.apply(this, given) as never;
    });
  }
  await store.put('d', features(3));
  vi.restoreAllMocks();
  expect(read).not.toContain('features');
  expect(await store.known(['a', 'd'])).toEqual(new Set(['d']));
});

test('the budget is never more than half of what the browser has free, its own features counted as free', async () => {
  stubQuota(1000, 1400);
  const { features: store } = await open();
  for (const key of ['a', 'b', 'c']) await store.put(key, features(3));
  // (1400 − 1000) / 2 = 200 bytes: two entries of 96.
  expect(await store.known(['a', 'b', 'c'])).toEqual(new Set(['b', 'c']));
});

test('a quota that is smaller than the browser said costs old features, not the new ones', async () => {
  const { features: store } = await open();
  for (const key of ['a', 'b', 'c', 'd']) await store.put(key, features(3));
  const original = IDBObjectStore.prototype.put;
  let refusals = 1;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
    if (refusals-- > 0) throw new DOMException('no', 'QuotaExceededError');
    return original.apply(this, given);
  });
  await store.put('e', features(3));
  vi.restoreAllMocks();
  expect(await store.known(['a', 'b', 'c', 'd', 'e'])).toEqual(new Set(['d', 'e']));
  expect(await store.bytes()).toBe(192);
});

test('two handles share one sum; clear empties it', async () => {
  const first = await openStorage('shared');
  const second = await openStorage('shared');
  await first.features.put('a', features(3));
  await second.features.put('b', features(2));
  expect(await first.features.bytes()).toBe(160);
  await second.features.clear();
  expect(await first.features.bytes()).toBe(0);
  expect(await first.features.get('a')).toBeUndefined();
});
