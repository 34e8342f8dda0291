import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppPage, builtApp, expect, serveBuilt, test } from './app.ts';

test.use({ installs: true });

let folder: string;
test.beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'vigil-e2e-'))));
test.afterEach(() => rmSync(folder, { recursive: true }));

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
  const policy = await second.page.evaluate(async () => {
    const { headers } = await fetch('index.html');
    return headers.get('Content-Security-Policy');
  });
  expect(policy).toContain("connect-src 'self'");
  await second.trySample();
  await second.finished();
  await expect(second.page.getByTestId('overlay-label')).toHaveText(/ \d\.\d{4}$/);
  await second.choose('mpeg4.avi');
  await second.page.getByRole('tab', { name: /Files/ }).click();
  await expect(second.page.getByRole('listitem').filter({ hasText: 'mpeg4.avi' })).toContainText('finished');
  await second.open('#/models');
  await expect(second.page.getByRole('heading', { level: 2 }).first()).toBeVisible();
});

test('the app works below the root of its host, without isolation and without a service worker', async ({
  browser,
}) => {
  symlinkSync(builtApp, join(folder, 'app'));
  const server = await serveBuilt({ folder, isolation: false });
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const app = new AppPage(await context.newPage(), `${server.url}app/`);
  await app.open();
  expect(await app.page.evaluate(() => crossOriginIsolated)).toBe(false);
  await app.choose('h264.mp4', 'mpeg4.avi');
  await app.finished();
  await expect(app.page.getByTestId('overlay-label')).toHaveText(/ \d\.\d{4}$/);
  await context.close();
  await server.close();
});

test('an update is offered, and taken only when the person says so', async ({ context }) => {
  test.slow();
  cpSync(builtApp, folder, { recursive: true });
  const server = await serveBuilt({ folder });
  const app = new AppPage(await context.newPage(), server.url);
  await app.open();
  await expect(app.page.getByText('offline ready')).toBeVisible({ timeout: 45_000 });
  appendFileSync(join(folder, 'service-worker.js'), '\n// a newer version\n');
  await app.page.reload();
  await expect(app.notices.getByText('A new version of Vigil is ready.')).toBeVisible({ timeout: 45_000 });
  const isLoaded = app.page.waitForEvent('load');
  await app.notices.getByRole('button', { name: 'Reload now' }).click();
  await isLoaded;
  await expect(app.page.getByText('offline ready')).toBeVisible();
  await expect(app.notices.getByRole('article')).toHaveCount(0);
  await server.close();
});
