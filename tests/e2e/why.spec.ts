import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './app.ts';

const heat = (page: Page) => page.getByLabel(/^Evidence for /);

test('the shown window is explained: heat over the picture, steps that lead to their frames, a picture to keep', async ({
  visited: app,
}) => {
  const { page } = app;
  await app.trySample();
  await app.reused();
  await app.jump('0:20.0');
  await expect(heat(page)).toHaveCount(0);
  await page.getByRole('tab', { name: 'Why' }).click();
  await expect(heat(page)).toBeVisible();
  const steps = page.getByRole('list', { name: 'Contribution of each step' }).getByRole('button');
  await expect(steps).toHaveCount(8);
  await expect(page.locator('[aria-current="step"]')).toHaveCount(1);
  await expect(page.getByText(/^Together [+−]\d+\.\d\d logits: from [+−]/)).toBeVisible();

  // The explained window scores what the analysis told, or a sentence would say so.
  await expect(page.getByText('not as analysed')).toHaveCount(0);

  await page.getByRole('combobox', { name: 'Class' }).selectOption('Fire');
  await expect(heat(page)).toHaveAttribute('aria-label', 'Evidence for Fire in the shown frame');
  await steps.first().click();
  await expect(steps.first()).toHaveAttribute('aria-current', 'step');

  await page.getByRole('region', { name: 'Evidence in the picture' }).getByLabel('Opacity').fill('0.3');
  await expect(heat(page)).toHaveCSS('opacity', '0.3');
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export picture' }).click(),
  ]);
  expect(saved.suggestedFilename()).toMatch(/_why-Fire\.png$/);
  const png = readFileSync(await saved.path()).toString('latin1');
  expect(png.slice(1, 4)).toBe('PNG');
  expect(png).toContain('evidence for Fire');

  await page.getByLabel('Lay it over the picture').uncheck();
  await expect(heat(page)).toHaveCount(0);
  await page.getByLabel('Lay it over the picture').check();
  await page.getByRole('tab', { name: 'Events' }).click();
  await expect(heat(page)).toHaveCount(0);
});

test('covering patches waits for the button, and can be stopped', async ({ visited: app }) => {
  const { page } = app;
  await app.trySample();
  await app.reused();
  await page.getByRole('tab', { name: 'Why' }).click();
  await page.getByText('Covering', { exact: true }).click();
  await page.getByRole('button', { name: 'Cover patches' }).click();
  await expect(page.getByRole('progressbar', { name: 'Looking into the window' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Cover patches' })).toBeVisible();
});
