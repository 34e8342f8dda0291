import { expect, type Page } from '@playwright/test';

/** Waits until a store of the app's database (src/storage/database.ts) holds something, as JSON: from then on it outlives a reload. */
export async function written(page: Page, store: string, what: RegExp): Promise<void> {
  await expect.poll(async () => JSON.stringify(await recordsOf(page, store))).toMatch(what);
}

/** Everything in one store of the app's database. */
export function recordsOf(page: Page, store: string): Promise<object[]> {
  return page.evaluate(async (name) => {
    const opening = indexedDB.open('vigil');
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const request = opening.result.transaction(name).objectStore(name).getAll();
    await new Promise((resolve) => (request.onsuccess = resolve));
    opening.result.close();
    return request.result as object[];
  }, store);
}
