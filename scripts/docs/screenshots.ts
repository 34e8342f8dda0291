/*
 * Renders the pictures of README.md from the built app and its synthetic sample:
 *
 *     npx tsx scripts/docs/screenshots.ts
 */
import { chromium, type Page } from 'playwright-core';
import { baseFlags, findChromium } from '../browser/chromium.ts';
import { ensureBuilt } from '../build/ensure-built.mjs';
import { serve } from '../serve.mjs';

const looks = [
  { name: 'desk-dark', scheme: 'dark', width: 1440, height: 900 },
  { name: 'desk-light', scheme: 'light', width: 1440, height: 900 },
  { name: 'desk-phone', scheme: 'dark', width: 390, height: 844 },
] as const;

ensureBuilt();
const executablePath = findChromium();
if (executablePath === undefined) throw new Error('No Chromium was found.');
const served = await serve({ port: 0 });
const browser = await chromium.launch({ executablePath, args: [...baseFlags] });
for (const { name, scheme, width, height } of looks) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
  await analyseSample(page);
  await page.screenshot({ path: `docs/screenshots/${name}.png` });
  if (name === 'desk-dark') await caseAndWhy(page);
  await page.close();
}
await browser.close();
await served.close();

/** Opens the sample, waits for the end of its analysis, and shows its strongest event at its peak. */
async function analyseSample(page: Page): Promise<void> {
  await page.goto(served.url);
  await page.getByRole('button', { name: 'Try the sample' }).click();
  await page.getByText(/real time/).waitFor({ timeout: 60_000 });
  await page.getByText('Analysed', { exact: true }).waitFor({ timeout: 120_000 });
  await page.locator('[data-event]').first().click();
  await page.waitForTimeout(4000);
  await page.keyboard.press('k');
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    document.querySelectorAll('*').forEach((element) => element.scrollTo(0, 0));
  });
  await page.waitForTimeout(1000);
}

/** The evidence behind the shown event, then the case it belongs to. */
async function caseAndWhy(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Why' }).click();
  await page.getByRole('list', { name: 'Contribution of each step' }).waitFor({ timeout: 60_000 });
  await page.waitForTimeout(1000);
  await page.screenshot({ path: 'docs/screenshots/why-dark.png' });
  await page.getByRole('button', { name: 'Back to the case' }).click();
  await page.waitForTimeout(2000);
  await page.screenshot({ path: 'docs/screenshots/case-dark.png' });
}
