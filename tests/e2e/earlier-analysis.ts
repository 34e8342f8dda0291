import { expect, type Browser, type Page } from '@playwright/test';
import { AppPage, keepUninstalled } from './app-page.ts';
import { recordsOf } from './stored-records.ts';

/** What Vigil has stored of one analysis: the result and its line in lists (src/storage/database.ts). */
export interface EarlierAnalysis {
  readonly analyses: readonly object[];
  readonly summaries: readonly object[];
}

/**
 * Has the app analyse the sample, in a context of its own, and takes what it stored.
 *
 * Most tests are about what a person does with a result, and four of five of their processor seconds went into making
 * the same one again. It is made once a Playwright worker instead, by the app under test on its real path, and laid into
 * the storage of later tests, where the app finds it by the hash of the bytes, the model and the plan: the path of every
 * second visit. Nothing about it is written down in the tests, and a key that no longer fits fails {@link AppPage.reused}.
 * What is about analysing itself (footage, offline, traffic, source-unchanged, cases, quickness) has no such start.
 */
export async function analyseSample(browser: Browser, url: string): Promise<EarlierAnalysis> {
  const context = await browser.newContext();
  await keepUninstalled(context);
  const app = new AppPage(await context.newPage(), url);
  await app.open();
  await app.trySample();
  await app.analysed();
  await expect.poll(() => recordsOf(app.page, 'analyses')).toHaveLength(1);
  const earlier = {
    analyses: await recordsOf(app.page, 'analyses'),
    summaries: await recordsOf(app.page, 'summaries'),
  };
  await context.close();
  return earlier;
}

/** Lays a stored result into the storage of a page that has the app open. */
export async function layIn(page: Page, earlier: EarlierAnalysis): Promise<void> {
  await page.evaluate(async (records) => {
    const opening = indexedDB.open('vigil');
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const database = opening.result;
    const writing = database.transaction(['analyses', 'summaries'], 'readwrite');
    for (const [name, rows] of Object.entries(records)) {
      for (const row of rows) writing.objectStore(name).put(row);
    }
    await new Promise((resolve, reject) => {
      writing.oncomplete = resolve;
      writing.onabort = () => reject(writing.error ?? new Error('The result was not laid in.'));
    });
    database.close();
  }, earlier);
}
