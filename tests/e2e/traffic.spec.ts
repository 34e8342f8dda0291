import type { BrowserContext } from '@playwright/test';
import { AppPage, expect, serveBuilt, test } from './app.ts';

// The service worker refuses, and could ask for things itself.
test.use({ installs: true });

/** Addresses of requests that go to another origin than the app's, from the page and its workers. */
function recordForeign(context: BrowserContext, url: string): string[] {
  const { origin } = new URL(url);
  const foreign: string[] = [];
  context.on('request', (request) => {
    const asked = new URL(request.url());
    if (/^(https?|wss?):$/.test(asked.protocol) && asked.origin !== origin) foreign.push(request.url());
  });
  return foreign;
}

test('no request leaves the origin during a whole analysis', async ({ app, context }) => {
  const foreign = recordForeign(context, app.url);
  await app.trySample();
  await app.analysed();
  await app.page.goto(`${app.url}#/models`);
  await app.page.goto(`${app.url}#/settings`);
  await expect(app.page.getByText('Requests that left this device')).toBeVisible();
  expect(foreign).toEqual([]);
  await expect(app.page.getByTestId('bytes-sent')).toHaveText('bytes sent: 0');
});

test('a planted request is seen by the recorder and by the app itself', async ({ browser }) => {
  const [server, elsewhere] = [await serveBuilt(), await serveBuilt()];
  const context = await browser.newContext({ bypassCSP: true, serviceWorkers: 'block' });
  const foreign = recordForeign(context, server.url);
  const app = new AppPage(await context.newPage(), server.url);
  await app.open();
  await app.page.evaluate(
    (url) => fetch(`${url}planted`, { mode: 'no-cors' }).catch(() => undefined),
    elsewhere.url,
  );
  await expect(app.page.getByTestId('bytes-sent')).toHaveText('1 request left this device');
  expect(foreign).toEqual([`${elsewhere.url}planted`]);
  await context.close();
  await Promise.all([server.close(), elsewhere.close()]);
});

test.describe('with the policy in force', () => {
  test.use({ expectedConsole: [/Content Security Policy|Refused to connect|Fetch API cannot load/] });

  test('a request to elsewhere is refused on the device and counted as such', async ({ app }) => {
    await app.page.evaluate(() => fetch('http://localhost:9/planted').catch(() => undefined));
    await expect(app.page.getByTestId('bytes-sent')).toHaveText(/bytes sent: 0\s*\(1 refused\)/);
  });
});
