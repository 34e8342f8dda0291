import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepUninstalled } from './app-page.ts';
import { expect, fixture, test, type AppPage } from './app.ts';
import { written } from './stored-records.ts';

let folder: string;
test.beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'vigil-case-'))));
test.afterEach(() => rmSync(folder, { recursive: true }));

function rows(app: AppPage) {
  return app.page.getByRole('table', { name: 'Clips of the case' }).getByRole('row');
}

async function toCase(app: AppPage): Promise<void> {
  await app.page.getByRole('button', { name: 'Back to the case' }).click();
}

async function analysed(app: AppPage, clips: number): Promise<void> {
  await expect(app.page.getByTestId('queue-status')).toContainText(`${clips} of ${clips} clip`);
}

test('a case outlives a reload: clips, results, notes and name, and takes moved files back by content', async ({
  app,
}) => {
  mkdirSync(join(folder, 'yard'));
  copyFileSync(fixture('h264.mp4'), join(folder, 'yard', 'gate.mp4'));
  copyFileSync(fixture('vp9.webm'), join(folder, 'yard', 'door.webm'));
  await app.drop(join(folder, 'yard'));
  await app.finished();
  await toCase(app);
  await analysed(app, 2);
  await expect(app.page.getByLabel('Name of the case')).toHaveValue('yard');
  await expect(rows(app).locator('img')).toHaveCount(2);
  await app.page.getByLabel('Name of the case').fill('Yard, 3 May');
  await app.page.getByLabel('Notes on the case').fill('Seen from the gate.');
  await app.page.getByLabel('Notes on the case').blur();
  await written(app.page, 'cases', /Seen from the gate/);

  await app.page.reload();
  await expect(app.page.getByLabel('Name of the case')).toHaveValue('Yard, 3 May');
  await expect(app.page.getByLabel('Notes on the case')).toHaveValue('Seen from the gate.');
  await expect(rows(app)).toHaveCount(2);
  await analysed(app, 2);

  const missing = app.page.getByRole('region', { name: 'Files not at hand' });
  if (await missing.isVisible()) {
    renameSync(join(folder, 'yard', 'gate.mp4'), join(folder, 'moved.mp4'));
    await app.page.locator('#choose-files').setInputFiles(join(folder, 'moved.mp4'));
    await expect(app.notices).toContainText('1 clip found again');
    await expect(missing).toContainText('1 file not at hand');
  }
  await rows(app).filter({ hasText: 'gate.mp4' }).getByRole('button').first().click();
  await expect(app.timecode).toBeEnabled();
});

test('the queue is paused and resumed, reordered, and a clip is taken out of it', async ({ app }) => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}.mp4`);
  for (const name of names) copyFileSync(fixture('h264.mp4'), join(folder, name));
  appendFileSync(join(folder, 'f.mp4'), 'so that this one is no copy');
  await app.page.locator('#choose-files').setInputFiles(names.map((name) => join(folder, name)));
  await toCase(app);
  await app.page.getByRole('button', { name: 'Pause' }).click();
  await expect(app.page.getByTestId('queue-status')).toContainText('paused');
  await app.page.getByText('Order of work').click();
  await app.page.getByRole('button', { name: 'Move f.mp4 up' }).click();
  await expect(rows(app).nth(4)).toContainText('f.mp4');
  await app.page.getByRole('button', { name: 'Take e.mp4 out of the case' }).click();
  await expect(rows(app)).toHaveCount(5);
  await app.page.getByRole('button', { name: 'Resume' }).click();
  await analysed(app, 5);
});

test('one button leads from the case to the most suspicious event that nobody has judged', async ({
  visited: app,
}) => {
  await app.trySample();
  await app.reused();
  await toCase(app);
  await app.page.getByRole('button', { name: 'Review 1' }).click();
  await expect(app.page.getByTestId('overlay-label')).toContainText('Fire');
});

test('a case goes out as a bundle and comes in elsewhere, whole or not at all', async ({ app, browser }) => {
  await app.choose('h264.mp4');
  await app.finished();
  await app.page.getByRole('link', { name: 'Activity' }).click();
  await app.page.getByRole('button', { name: 'Verify the log' }).click();
  await expect(app.page.getByTestId('log-verdict')).toContainText('The log is whole');
  await app.page.getByRole('button', { name: 'Verify the files' }).click();
  await expect(app.page.getByText('the same bytes as when it was added')).toBeVisible();

  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    app.page.getByRole('button', { name: 'Case bundle', exact: true }).click(),
  ]);
  const bundle = join(folder, 'h264.vigil-case');
  await download.saveAs(bundle);
  await expect(app.page.getByTestId('made-export')).toContainText(/[0-9a-f]{64}/);

  const context = await browser.newContext();
  await keepUninstalled(context);
  const page = await context.newPage();
  await page.goto(`${app.url}#/activity`);
  const bytes = readFileSync(bundle);
  const altered = Buffer.from(bytes);
  altered[Math.floor(bytes.length / 2)] = (altered[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
  writeFileSync(join(folder, 'altered.vigil-case'), altered);
  await page.locator('#choose-bundle').setInputFiles(join(folder, 'altered.vigil-case'));
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText(
    '“altered.vigil-case” is no whole case',
  );
  await page.locator('#choose-bundle').setInputFiles(bundle);
  await expect(page.getByLabel('Name of the case')).toHaveValue('h264');
  await expect(page.getByTestId('queue-status')).toContainText('1 of 1 clip');
  await page.getByRole('link', { name: 'Activity' }).click();
  await expect(page.getByText(/was brought in|imported/i).first()).toBeVisible();
  await page.getByRole('button', { name: 'Verify the log' }).click();
  await expect(page.getByTestId('log-verdict')).toContainText('The log is whole');
  await context.close();
});

test('two runs on the same file, at the same clock, give the same JSON and HTML to the byte', async ({
  browser,
  server,
}) => {
  const runs: string[][] = [];
  for (let run = 0; run < 2; run++) {
    const context = await browser.newContext();
    await keepUninstalled(context);
    await context.addInitScript(() => (crypto.randomUUID = () => '00000000-0000-4000-8000-000000000001'));
    const page = await context.newPage();
    await page.clock.setFixedTime(new Date('2026-05-03T10:00:00Z'));
    await page.goto(server.url);
    await page.locator('#choose-files').setInputFiles(fixture('h264.mp4'));
    await expect(page.getByTestId('analysis-status')).toHaveText('Analysed');
    await page.getByRole('link', { name: 'Activity' }).click();
    await expect(page.getByText(/was analysed by/)).toBeVisible();
    const saved: string[] = [];
    for (const name of ['Case, JSON', 'Report']) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name, exact: true }).click(),
      ]);
      saved.push(readFileSync(await download.path(), 'utf8'));
    }
    runs.push(saved);
    await context.close();
  }
  expect(runs[0]?.map(({ length }) => length > 1000)).toEqual([true, true]);
  expect(runs[0]).toEqual(runs[1]);
});
