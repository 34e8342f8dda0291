import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { viewports } from './app-page.ts';
import { expect, test, type AppPage } from './app.ts';

/** Days of two types around two corners, with a week and a little noise: made, not data. */
function smallCsv(days = 500): string {
  const rows = ['ID,Date,Primary Type,Community Area,Arrest,Latitude,Longitude'];
  for (let day = 0, id = 1; day < days; day++) {
    const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10);
    const count = 7 + (day % 7) + ((day * 37) % 5);
    for (let k = 0; k < count; k++, id++) {
      const type = k % 4 === 0 ? 'BATTERY' : 'THEFT';
      const place = `${(41.8 + ((id * 7) % 90) / 1000).toFixed(4)},${(-87.6 - (k % 9) / 100).toFixed(4)}`;
      rows.push(
        `${id},${date} ${String((id * 5) % 24).padStart(2, '0')}:00,${type},${(k % 3) + 1},false,${place}`,
      );
    }
  }
  return `${rows.join('\n')}\n`;
}

/** A ready series with a week in it. */
function dailyCsv(days: number): string {
  const rows = Array.from({ length: days }, (_, day) => {
    const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10);
    return `${date},${70 + 10 * (day % 7) + ((day * 37) % 23)}`;
  });
  return `date,count\n${rows.join('\n')}\n`;
}

async function openCsv(app: AppPage, text: string, name = 'crimes.csv'): Promise<void> {
  await app.page.goto(`${app.url}#/forecast`);
  const buffer = Buffer.from(text);
  await app.page.locator('#choose-crime-file').setInputFiles({ name, mimeType: 'text/csv', buffer });
}

async function saved(page: Page, button: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).first().click(),
  ]);
  return { name: download.suggestedFilename(), text: await textOf(download) };
}

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8');
}

const widest = (page: Page): Promise<number> =>
  page.evaluate(() =>
    Math.max(document.documentElement.scrollWidth, document.getElementById('main')?.scrollWidth ?? 0),
  );

for (const [name, viewport] of viewports) {
  test.describe(name, () => {
    test.use({ viewport });

    test('from a CSV to a forecast and its exports', async ({ app }) => {
      const { page } = app;
      await openCsv(app, smallCsv());
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('crimes.csv');
      const tab = (title: string) => page.getByRole('tab', { name: title }).click();

      const series = await saved(page, 'SVG');
      expect(series.name).toBe('series.svg');
      expect(series.text).toMatch(/^<svg [^]*<\/svg>\n$/);
      // A line of 500 points, and not only axes.
      expect(series.text).toMatch(/d="M[^"]{3000,}" fill="none"/);

      await tab('Forecast');
      await page.getByLabel('Model').selectOption('mean-7');
      await page.getByLabel('Days', { exact: true }).fill('14');
      await page.getByRole('button', { name: 'Forecast', exact: true }).click();
      await expect(page.locator('tbody tr')).toHaveCount(14);
      const csv = await saved(page, 'Save as CSV');
      expect(csv.name).toBe('forecast.csv');
      const [header, first] = csv.text.split('\r\n');
      expect(header).toBe('date,mean,lower,upper');
      expect(first).toMatch(/^2021-05-15,\d/);

      await tab('Models');
      for (const name of ['ARIMA', 'Random forest', 'Ensemble'])
        await page.getByRole('checkbox', { name, exact: true }).uncheck();
      await page.getByRole('button', { name: 'Fit and score' }).click();
      await expect(page.getByRole('rowheader', { name: 'naive', exact: true })).toBeVisible();
      await page.getByRole('radio', { name: /As the paper did/ }).check();
      await expect(
        page.getByRole('heading', { name: 'As the paper did: not a measure of tomorrow' }),
      ).toBeVisible();

      await tab('Hotspots');
      await page.getByRole('button', { name: 'Draw' }).click();
      await expect(page.getByRole('img', { name: /^Density of/ })).toBeVisible();

      for (const title of [
        'Overview',
        'Models',
        'Forecast',
        'Anomalies',
        'Hotspots',
        'Fairness',
        'Why',
        'Data quality',
      ]) {
        await tab(title);
        expect(await widest(page), title).toBeLessThanOrEqual(viewport.width);
      }
      const report = await saved(page, 'Save report');
      expect(report.name).toBe('forecast-report.html');
      for (const part of ['crimes.csv', 'Data quality', 'The next 14 days', '<svg'])
        expect(report.text).toContain(part);
    });
  });
}

test('three rows and one day are read and said to be too few; a wrong file is refused with a reason', async ({
  app,
}) => {
  await openCsv(app, 'date,count\n2020-01-01,3\n2020-01-02,4\n2020-01-03,5\n', 'three.csv');
  await app.page.getByRole('tab', { name: 'Data quality' }).click();
  await expect(app.page.getByText(/too few to fit or to judge/)).toBeVisible();
  await app.page.getByRole('tab', { name: 'Forecast' }).click();
  await app.page.getByRole('button', { name: 'Forecast', exact: true }).click();
  await expect(app.notices).toContainText('a forecast with an interval needs 30');
  await app.page.getByRole('button', { name: 'Another file' }).click();
  await openCsv(app, smallCsv(1), 'day.csv');
  await expect(app.page.getByRole('heading', { level: 1 })).toHaveText('day.csv');

  await app.page.getByRole('button', { name: 'Another file' }).click();
  await expect(app.page.getByRole('heading', { name: 'Columns' })).toBeHidden();
  await openCsv(app, 'a,b\n1,2\n3,4\n', 'wrong.csv');
  await expect(app.notices).toContainText('No column of wrong.csv looks like a date');
  await expect(app.page.getByRole('heading', { name: 'Columns' })).toBeVisible();
});

test('a grid search goes on after a reload with the runs that were finished', async ({ app }) => {
  test.setTimeout(240_000);
  const { page } = app;
  const text = dailyCsv(250);
  const open = async () => {
    await openCsv(app, text, 'daily.csv');
    await page.getByRole('tab', { name: 'Models' }).click();
  };
  const runs = async (of: RegExp): Promise<number> => {
    const found = of.exec(await page.locator('#main').innerText());
    return Number(found?.[1] ?? 0);
  };
  await open();
  await page.getByRole('button', { name: 'Search the grid' }).click();
  await expect.poll(() => runs(/(\d+) of 54, \d+ in training/), { timeout: 90_000 }).toBeGreaterThan(1);
  const before = await runs(/(\d+) of 54, \d+ in training/);
  await page.reload();
  await open();
  const goOn = page.getByRole('button', { name: /Go on with the search/ });
  await expect(goOn).toBeVisible();
  const kept = await runs(/Go on with the search, (\d+) of 54/);
  // A run may have ended between the look and the reload.
  expect(kept).toBeGreaterThanOrEqual(before);
  await goOn.click();
  await expect.poll(() => runs(/(\d+) of 54, \d+ in training/), { timeout: 90_000 }).toBeGreaterThan(kept);
  await page.getByRole('button', { name: 'Pause the search' }).click();
  await expect(goOn).toBeVisible();
});
