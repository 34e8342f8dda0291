import type { FeatureStore, StoredFeatures } from '../contract/index.ts';
import type { Database } from './database.ts';
import { guarded, isFull } from './storage-errors.ts';
import type { StorageUse } from './storage-use.ts';

/** What eviction needs to know of one entry of `features`. */
export interface FeatureUse {
  readonly key: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
}

export interface FeatureUsage {
  /** Bytes of all features. */
  bytes(): Promise<number>;
  clear(): Promise<void>;
}

export interface FeatureLimits {
  readonly now: () => number;
  /** The most that features may take, bytes. */
  readonly maxBytes: number;
  /** What the origin takes and may take. */
  readonly use: () => Promise<StorageUse>;
}

/** How many bytes may be written before the browser is asked again what is free. */
const askAgainAfter = 64e6;

/**
 * Features within a budget of bytes. What was read or written longest ago is forgotten first; sizes and times stand
 * in a store of their own, so that forgetting reads no features.
 */
export function featuresIn(database: Database, limits: FeatureLimits): FeatureStore & FeatureUsage {
  let budget = 0;
  let writtenSince = Infinity;

  async function currentBudget(adding: number): Promise<number> {
    writtenSince += adding;
    if (writtenSince > askAgainAfter) {
      budget = await askBudget(database, limits);
      writtenSince = adding;
    }
    return budget;
  }

  return {
    get: (key) => guarded(() => read(database, key, limits.now())),
    put: (key, features) =>
      guarded(async () => {
        const value = compact(features);
        const use = { key, bytes: bytesOf(value), usedAt: limits.now() };
        const allowed = await currentBudget(use.bytes);
        if (use.bytes > allowed) return;
        await writeWithin(database, use, value, allowed).catch(async (error: unknown) => {
          if (!isFull(error)) throw error;
          // The browser gives less than it said: make do with half of what there is.
          budget = (await bytesIn(database)) / 2;
          await writeWithin(database, use, value, Math.max(budget, use.bytes));
        });
      }),
    known: (keys) =>
      guarded(async () => {
        const stored = new Set(await database.getAllKeys('featureUses'));
        return new Set(keys.filter((key) => stored.has(key)));
      }),
    bytes: () => guarded(() => bytesIn(database)),
    clear: () => guarded(() => clear(database)),
  };
}

/** At most half of what is free, where the features themselves count as free: they give way to anything else. */
async function askBudget(database: Database, { maxBytes, use }: FeatureLimits): Promise<number> {
  const [own, { usedBytes, quotaBytes }] = await Promise.all([bytesIn(database), use()]);
  if (quotaBytes === 0) return maxBytes;
  return Math.min(maxBytes, Math.max(0, quotaBytes - usedBytes + own) / 2);
}

async function bytesIn(database: Database): Promise<number> {
  return (await database.get('totals', 'features')) ?? 0;
}

async function read(database: Database, key: string, now: number): Promise<StoredFeatures | undefined> {
  const found = await database.get('features', key);
  if (found) await touch(database, key, now);
  return found;
}

async function touch(database: Database, key: string, now: number): Promise<void> {
  const transaction = database.transaction('featureUses', 'readwrite');
  const use = await transaction.store.get(key);
  // Another tab may have forgotten it in between.
  if (use) await transaction.store.put({ ...use, usedAt: now });
  await transaction.done;
}

/** Forgets the oldest until there is room, and writes, in one transaction: after a crash the sums still hold. */
async function writeWithin(
  database: Database,
  use: FeatureUse,
  value: StoredFeatures,
  allowed: number,
): Promise<void> {
  const transaction = database.transaction(['features', 'featureUses', 'totals'], 'readwrite');
  const features = transaction.objectStore('features');
  const uses = transaction.objectStore('featureUses');
  const totals = transaction.objectStore('totals');
  const before = (await uses.get(use.key))?.bytes ?? 0;
  let total = ((await totals.get('features')) ?? 0) - before + use.bytes;
  const forgotten: Promise<void>[] = [];
  let cursor = total > allowed ? await uses.index('byUse').openCursor() : null;
  while (cursor && total > allowed) {
    const { key, bytes } = cursor.value;
    if (key !== use.key) {
      total -= bytes;
      forgotten.push(features.delete(key), cursor.delete());
    }
    cursor = await cursor.continue();
  }
  await Promise.all([
    ...forgotten,
    features.put(value, use.key),
    uses.put(use),
    totals.put(total, 'features'),
    transaction.done,
  ]);
}

async function clear(database: Database): Promise<void> {
  const transaction = database.transaction(['features', 'featureUses', 'totals'], 'readwrite');
  await Promise.all([
    transaction.objectStore('features').clear(),
    transaction.objectStore('featureUses').clear(),
    transaction.objectStore('totals').clear(),
    transaction.done,
  ]);
}

/** Structured clone writes the whole buffer behind a view; this leaves only the view's own part. */
function compact(features: StoredFeatures): StoredFeatures {
  return { ...features, values: whole(features.values), pixels: whole(features.pixels) };
}

function whole(array: Uint16Array): Uint16Array {
  return array.byteLength === array.buffer.byteLength ? array : array.slice();
}

function bytesOf({ values, pixels }: StoredFeatures): number {
  return values.byteLength + pixels.byteLength;
}
