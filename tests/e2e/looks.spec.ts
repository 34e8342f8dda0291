import { viewports } from './app-page.ts';
import { expect, test, type AppPage } from './app.ts';
import { written } from './stored-records.ts';

const screens = ['#/footage', '#/footage/live', '#/train', '#/models', '#/settings'];
const grounds = { dark: 'rgb(13, 16, 19)', light: 'rgb(236, 239, 241)' } as const;
type Theme = keyof typeof grounds;

/** Holds what is on the screen against its width, in one theme of the system after the other. */
async function expectToFit({ page }: AppPage, width: number, themes: readonly Theme[]): Promise<void> {
  for (const colorScheme of themes) {
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
  // The app starts in the first.
  const themes = name === 'desk' ? (['dark', 'light'] as const) : (['light', 'dark'] as const);
  test.describe(`${name}, ${themes[0]} at first`, () => {
    test.use({ viewport, colorScheme: themes[0] });

    test('nothing is wider than the screen, and the ground has the theme’s colour', async ({ app }) => {
      for (const hash of screens) {
        await app.page.goto(app.url + hash);
        await expect(app.page.getByRole('heading', { level: 1 })).toBeVisible();
        await expectToFit(app, viewport.width, themes);
      }
      await app.page.goto(`${app.url}#/footage`);
      await app.choose('h264.mp4');
      await app.finished();
      for (const tab of ['Events', 'Thresholds', 'Files', 'Details']) {
        await app.page.getByRole('tab', { name: tab }).click();
        await expectToFit(app, viewport.width, themes);
      }
    });
  });
}

test('the theme can be chosen against the system’s, and is remembered', async ({ app }) => {
  await app.page.goto(`${app.url}#/settings`);
  await app.page.getByRole('radio', { name: 'Light' }).check();
  const ground = () => app.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await ground()).toBe('rgb(236, 239, 241)');
  await written(app.page, 'settings', /"theme":"light"/);
  await app.page.reload();
  await expect(app.page.getByRole('radio', { name: 'Light' })).toBeChecked();
  expect(await ground()).toBe('rgb(236, 239, 241)');
});
