import { type BrowserContext, type Page } from '@playwright/test';
import { AppPage, expect, test } from './app.ts';

/** The app in a page that was made difficult before it opened. */
async function openIn(context: BrowserContext, url: string, trouble?: (page: Page) => Promise<unknown>) {
  const page = await context.newPage();
  await trouble?.(page);
  const app = new AppPage(page, url);
  await app.open();
  return app;
}

test('weights that were damaged are named, and nothing is computed with them', async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  await context.route('**/head/weights.bin', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[100] = (body[100] ?? 0) ^ 1;
    await route.fulfill({ response, body });
  });
  const app = await openIn(context, server.url);
  await expect(app.notices).toContainText('head/weights.bin');
  await expect(app.notices).toContainText(/damaged/);
  await context.close();
});

test('a browser that refuses storage says so once, and analysing still works', async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const app = await openIn(context, server.url, (page) =>
    page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('The user denied it.', 'SecurityError');
      };
    }),
  );
  await expect(app.notices).toContainText(/does not let Vigil store/);
  await app.trySample();
  await app.finished();
  await expect(app.events.first()).toBeVisible();
  await context.close();
});

test('a full disk loses nothing that is on the screen', async ({ browser, server }) => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const app = await openIn(context, server.url, (page) =>
    page.addInitScript(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('No space.', 'QuotaExceededError');
      };
    }),
  );
  await app.trySample();
  await app.finished();
  await expect(app.notices).toContainText(/storage for Vigil is full/);
  await expect(app.events.first()).toBeVisible();
  await context.close();
});

test('two tabs analyse side by side', async ({ browser, server }) => {
  const context = await browser.newContext();
  const tabs = [await openIn(context, server.url), await openIn(context, server.url)];
  for (const tab of tabs) await tab.trySample();
  for (const tab of tabs) {
    await tab.page.bringToFront();
    await tab.finished();
    await expect(tab.events.first()).toBeVisible();
  }
  await context.close();
});
