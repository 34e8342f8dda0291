import { expect, test } from './app.ts';

const screens = ['#/footage', '#/footage/live', '#/train', '#/models', '#/settings'];

for (const colorScheme of ['dark', 'light'] as const) {
  for (const [name, viewport] of [
    ['desk', { width: 1440, height: 900 }],
    ['phone', { width: 390, height: 844 }],
  ] as const) {
    test.describe(`${colorScheme}, ${name}`, () => {
      test.use({ colorScheme, viewport });

      test('nothing is wider than the screen, and the ground has the theme’s colour', async ({ app }) => {
        const widest = () =>
          app.page.evaluate(() =>
            Math.max(document.documentElement.scrollWidth, document.getElementById('main')?.scrollWidth ?? 0),
          );
        for (const hash of screens) {
          await app.page.goto(app.url + hash);
          await expect(app.page.getByRole('heading', { level: 1 })).toBeVisible();
          expect(await widest()).toBeLessThanOrEqual(viewport.width);
        }
        await app.page.goto(`${app.url}#/footage`);
        await app.choose('h264.mp4');
        await app.finished();
        for (const tab of ['Events', 'Thresholds', 'Files', 'Details']) {
          await app.page.getByRole('tab', { name: tab }).click();
          expect(await widest()).toBeLessThanOrEqual(viewport.width);
        }
        const ground = await app.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        expect(ground).toBe(colorScheme === 'dark' ? 'rgb(13, 16, 19)' : 'rgb(236, 239, 241)');
      });
    });
  }
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
