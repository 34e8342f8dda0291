import { AppPage, expect, serveBuilt, test } from './app.ts';

test('the second visit works with the server stopped, analysis and all', async ({ context }) => {
  const server = await serveBuilt({ isolation: false });
  const first = new AppPage(await context.newPage(), server.url);
  await first.open();
  await expect(first.page.getByText('offline ready')).toBeVisible({ timeout: 45_000 });
  await expect.poll(() => first.page.evaluate(() => crossOriginIsolated)).toBe(true);
  await first.page.close();
  await server.close();

  const second = new AppPage(await context.newPage(), server.url);
  await second.open();
  expect(await second.page.evaluate(() => crossOriginIsolated)).toBe(true);
  await second.trySample();
  await second.finished();
  await expect(second.page.getByTestId('overlay-label')).toHaveText(/ \d\.\d{4}$/);
  await second.choose('mpeg4.avi');
  await second.page.getByRole('tab', { name: /Files/ }).click();
  await expect(second.page.getByRole('listitem').filter({ hasText: 'mpeg4.avi' })).toContainText('finished');
  await second.open('#/models');
  await expect(second.page.getByRole('heading', { level: 2 }).first()).toBeVisible();
});

test('the app works under a path of its host and without a service worker', async ({ browser }) => {
  const server = await serveBuilt({ isolation: false });
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const app = new AppPage(await context.newPage(), server.url);
  await app.open();
  expect(await app.page.evaluate(() => crossOriginIsolated)).toBe(false);
  await app.trySample();
  await app.finished();
  await context.close();
  await server.close();
});
