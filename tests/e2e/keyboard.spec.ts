import { expect, test } from './app.ts';

test('a whole visit by keyboard alone', async ({ visited: app }) => {
  const { keyboard } = app.page;
  const focused = () => app.page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
  for (let presses = 0; presses < 20 && (await focused()) !== 'Try the sample'; presses++)
    await keyboard.press('Tab');
  expect(await focused()).toBe('Try the sample');
  await keyboard.press('Enter');
  await app.reused();

  await keyboard.press('l');
  await expect(app.page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await keyboard.press('k');
  await expect(app.page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await keyboard.press('g');
  await keyboard.type('200');
  await keyboard.press('Enter');
  await expect(app.frame).toHaveText('200');
  await keyboard.press('i');
  await expect(app.page.getByRole('button', { name: 'Mark in', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );

  await app.page.getByRole('slider', { name: 'Play head' }).focus();
  await keyboard.press('ArrowRight');
  await expect(app.frame).toHaveText('201');
  await keyboard.press('+');
  await expect(app.page.getByRole('button', { name: 'Show the whole clip' })).toBeEnabled();
  await keyboard.press('0');
  await expect(app.page.getByRole('button', { name: 'Show the whole clip' })).toBeDisabled();

  await keyboard.press('v');
  await expect(app.page.getByTestId('overlay-label')).toBeHidden();
  await keyboard.press('?');
  await expect(app.page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  await keyboard.press('Escape');
  await keyboard.press('Control+k');
  await keyboard.type('go to models');
  await keyboard.press('Enter');
  await expect(app.page.getByRole('heading', { name: 'Models' })).toBeVisible();
});
