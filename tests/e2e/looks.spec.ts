import { viewports } from './app-page.ts';
import { expect, test, type AppPage } from './app.ts';

const screens = ['#/footage', '#/footage/live', '#/train', '#/models', '#/settings'];
const grounds = { dark: 'rgb(13, 16, 19)', light: 'rgb(236, 239, 241)' } as const;

/** Holds what is on the screen against its width, in both of the system's themes. */
async function expectToFit({ page }: AppPage, width: number): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const [widest, ground] = await page.evaluate(() => [
      Math.max(document.documentElement.scrollWidth, document.getElementById('main')?.scrollWidth ?? 0),
      getComputedStyle(document.body).backgroundColor,
    ]);
    expect(widest).toBeLessThanOrEqual(width);
    expect(ground).toBe(grounds[colorScheme]);
  }
}

for (const [name, viewport] of viewports) {
  test.describe(name, () => {
    test.use({ viewport });

    test('nothing is wider than the screen, and the ground has the theme’s colour', async ({ app }) => {
      for (const hash of screens) {
        await app.page.goto(app.url + hash);
        await expect(app.page.getByRole('heading', { level: 1 })).toBeVisible();
        await expectToFit(app, viewport.width);
      }
      await app.page.goto(`${app.url}#/footage`);
      await app.choose('h264.mp4');
      await app.finished();
      for (const tab of ['Events', 'Thresholds', 'Files', 'Details']) {
        await app.page.getByRole('tab', { name: tab }).click();
        await expectToFit(app, viewport.width);
      }
    });
  });
}

test('the theme can be chosen against the system’s, and is remembered', async ({ app }) => {
  await app.page.goto(`${app.url}#/settings`);
  await app.page.getByRole('radio', { name: 'Light' }).check();
  const ground = () => app.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await ground()).toBe('rgb(236, 239, 241)');
  await app.page.reload();
  await expect(app.page.getByRole('radio', { name: 'Light' })).toBeChecked();
  expect(await ground()).toBe('rgb(236, 239, 241)');
});
