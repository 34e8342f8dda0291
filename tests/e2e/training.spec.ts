import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { viewports } from './app-page.ts';
import { expect, fixture, test, type AppPage } from './app.ts';
import { makeClassFolders, makePicture } from './class-folders.ts';

test.setTimeout(90_000);

let folder: string;
test.beforeEach(async ({ app }) => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-train-'));
  await app.page.goto(`${app.url}#/train`);
  await expect(app.page.getByText('Drop a folder for each class')).toBeVisible();
});
test.afterEach(() => rmSync(folder, { recursive: true }));

const clipRows = (app: AppPage) =>
  app.page.getByRole('table', { name: 'Clips', exact: true }).getByRole('row');
const trainingState = (app: AppPage) => app.page.getByTestId('training-state');

/** Drops the two class folders and waits until every file has been looked into. */
async function dropClasses(app: AppPage): Promise<void> {
  makeClassFolders(folder);
  await app.drop(join(folder, 'Disc'), join(folder, 'Bar'));
  await expect(app.page.getByText('26 clips', { exact: true })).toBeVisible();
}

/** Plays a clip of the list from its own file. */
async function playWalk({ page }: AppPage): Promise<void> {
  await page.getByRole('button', { name: 'Play walk.webm' }).click();
  const video = page.locator('dialog video');
  await expect.poll(() => video.evaluate((it: HTMLVideoElement) => it.readyState)).toBeGreaterThan(1);
  await page.keyboard.press('Escape');
}

/** Reloads once what was done is stored, which takes half a second. */
async function reloadLater({ page }: AppPage): Promise<void> {
  await page.waitForTimeout(1000);
  await page.reload();
}

/** Holds the Train screen against its width, at a desk's and at a phone's. */
async function expectToFit({ page }: AppPage): Promise<void> {
  for (const [, size] of viewports.toReversed()) {
    await page.setViewportSize(size);
    const widest = () =>
      page.evaluate(() =>
        Math.max(document.documentElement.scrollWidth, document.getElementById('main')?.scrollWidth ?? 0),
      );
    // Curves follow a change of the width with the next picture.
    await expect.poll(widest).toBeLessThanOrEqual(size.width);
  }
}

/** Epochs of the first fit, as the screen tells them. */
async function epochs(app: AppPage): Promise<number> {
  const text = await app.page.getByRole('list', { name: 'Fits' }).getByRole('listitem').first().textContent();
  return Number(/epoch (\d+) of/.exec(text ?? '')?.[1] ?? 0);
}

test('folders become a dataset; a run survives a reload; its model is judged and used in Footage', async ({
  app,
}) => {
  const { page } = app;
  mkdirSync(join(folder, 'Bar', 'cam2'), { recursive: true });
  copyFileSync(fixture('text.mp4'), join(folder, 'Bar', 'cam2', 'broken.mp4'));
  await dropClasses(app);
  const classes = page.getByRole('table', { name: /^Classes/ });
  await expect(classes.getByRole('row')).toHaveCount(3);
  await page.getByText('1 file could not be read').click();
  await expect(page.getByText('Bar/cam2/broken.mp4')).toBeVisible();

  await page.getByLabel('Epochs, at most').fill('500');
  await page.getByLabel('Altered copies of each clip').fill('0');
  await page.getByText('Advanced').click();
  await page.getByLabel('Patience').fill('500');
  await page.getByLabel('Compare with a split that ignores cameras').uncheck();
  await page.getByRole('checkbox', { name: /^CNN only/ }).check();
  await page.getByLabel('Name of the new model').fill('Discs and bars');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('img', { name: /^Loss of CNN-LSTM by epoch/ })).toBeVisible();
  await expect.poll(() => epochs(app)).toBeGreaterThan(2);
  const before = await epochs(app);

  await page.reload();
  const left = page.getByRole('region', { name: 'Unfinished run Discs and bars' });
  await expect(left).toContainText('was cut off when the page closed');
  await left.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => epochs(app)).toBeGreaterThanOrEqual(before);
  await page.getByRole('button', { name: 'Stop and keep best' }).click();

  await expect(page.getByRole('heading', { name: 'Result: Discs and bars' })).toBeVisible();
  await expect(trainingState(app)).toHaveText('Finished. The model is in Models.');
  const figures = page.getByRole('table', { name: /^On the test clips/ });
  await expect(figures.getByRole('row', { name: /^Accuracy/ })).toContainText('%');
  await expect(page.getByRole('alert')).toContainText('test clips');
  await page
    .getByRole('button', { name: /of (Disc|Bar) named/ })
    .first()
    .click();
  await page.getByRole('region', { name: 'Clips of the cell' }).getByRole('button').first().click();
  await expect(page.getByRole('dialog', { name: /^Clip / })).toContainText(/Disc|Bar/);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Use in Footage' }).click();
  await expect(page.getByText('Drop', { exact: false }).first()).toBeVisible();
  await app.choose('h264.mp4');
  await expect(page.getByTestId('overlay-label')).toHaveText(/^(Disc|Bar) \d\.\d{4}$/);
  await app.finished();
});

test('a short run ends by itself, fits a narrow screen too, and leaves a line in the history', async ({
  app,
}) => {
  const { page } = app;
  await dropClasses(app);
  await page.getByText('Advanced').click();
  await page.getByLabel('Epochs, at most').fill('3');
  await expectToFit(app);
  await page.getByLabel('Altered copies of each clip').fill('1');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(trainingState(app)).toHaveText('Finished. The model is in Models.');
  await expect(page.getByText('What a split that ignores cameras would have claimed')).toBeVisible();
  await expectToFit(app);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export model' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.vigil-model$/);

  await page.getByLabel(/^Note on /).fill('three epochs');
  await page.keyboard.press('Tab');
  await reloadLater(app);
  await expect(page.getByLabel(/^Note on /)).toHaveValue('three epochs');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByRole('heading', { name: /^Result: Model of / })).toBeVisible();
  await page.getByRole('button', { name: /^Delete Model of/ }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'History' })).toBeHidden();
});

test('labels and groups are edited by keyboard, undone, and still there after a reload; clips play then as before', async ({
  app,
}) => {
  const { page } = app;
  await dropClasses(app);
  await playWalk(app);
  const group = page.getByLabel('Camera group of shot 1.png').first();
  await group.fill('roof');
  await group.press('Enter');
  await expect(group).toHaveValue('roof');
  await page.getByLabel('Name of the class Disc').fill('Ball');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Name of the class Ball')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(page.getByLabel('Name of the class Disc')).toBeVisible();
  await page.getByLabel('Find clips by name, group or class').fill('walk.');
  await expect(clipRows(app)).toHaveCount(3);
  await page.getByLabel('Select all clips shown').press(' ');
  await page.getByRole('button', { name: 'Leave out', exact: true }).press('Enter');
  await expect(clipRows(app).filter({ hasText: 'walk.mp4' })).toContainText('left out');
  await reloadLater(app);
  await expect(page.getByLabel('Camera group of shot 1.png').first()).toHaveValue('roof');
  await expect(
    page
      .getByRole('table', { name: /^Classes/ })
      .getByRole('row')
      .nth(1),
  ).toContainText('12');
  await expect(page.getByText('26 clips', { exact: true })).toBeVisible();
  await expect(page.getByText('The files are not at hand')).toBeHidden();
  await playWalk(app);
});

test('a folder chosen without handles is to be dropped again after a reload, and is known again', async ({
  app,
}) => {
  const { page } = app;
  makeClassFolders(folder);
  await page.locator('#choose-class-folder').setInputFiles(folder);
  await expect(page.getByText('26 clips', { exact: true })).toBeVisible();
  await reloadLater(app);
  await expect(page.getByText('The files are not at hand')).toBeVisible();
  await app.drop(folder);
  await expect(page.getByText('The files are not at hand')).toBeHidden();
  await expect(page.getByText('26 clips', { exact: true })).toBeVisible();
});

test('an empty folder, a single class and files without a class each get a clear sentence', async ({
  app,
}) => {
  const { page } = app;
  mkdirSync(join(folder, 'Empty'));
  await app.drop(join(folder, 'Empty'));
  await expect(app.notices).toContainText('There are no videos or pictures in what was dropped.');

  mkdirSync(join(folder, 'Fire'));
  for (const n of [1, 2, 3]) makePicture(join(folder, 'Fire', `${n}.png`), n);
  copyFileSync(fixture('empty.mp4'), join(folder, 'Fire', 'empty.mp4'));
  await app.drop(join(folder, 'Fire'));
  await expect(page.getByText('There is only one class.', { exact: false })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
  await page.getByText('1 file could not be read').click();
  await expect(page.getByText('Fire/empty.mp4')).toBeVisible();

  makePicture(join(folder, 'loose.png'), 4);
  await app.drop(join(folder, 'loose.png'));
  await expect(page.getByText('No class yet').first()).toBeVisible();
  await page.getByLabel('Class of loose.png').selectOption('Normal');
  await expect(page.getByLabel('Name of the class Normal')).toBeVisible();
});
