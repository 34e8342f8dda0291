import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, fixture, test, type AppPage } from './app.ts';

const names = ['h264.mp4', 'mpeg4.avi', 'vp9.webm', 'offset.mpegts'];

/** Size, time of the last change to the nanosecond, and hash of every file in a folder. */
function stateOf(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const { size, mtimeNs } = statSync(path, { bigint: true });
      return `${name} ${size} ${mtimeNs} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
    });
}

test('opening, analysing, stepping and exporting leave every byte and time of four files as they were', async ({
  app,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-source-'));
  try {
    for (const name of names) {
      copyFileSync(fixture(name), join(folder, name));
      utimesSync(join(folder, name), 1_600_000_000, 1_600_000_000);
    }
    const before = stateOf(folder);
    expect(before).toHaveLength(names.length);
    await app.choose(...names.map((name) => join(folder, name)));
    await app.page.getByRole('tab', { name: /Files/ }).click();
    const files = app.page.getByRole('region', { name: 'Open' }).getByRole('listitem');
    for (const name of names) await expect(files.filter({ hasText: name })).toContainText('finished');
    for (const name of names) {
      await app.page.getByRole('tab', { name: /Files/ }).click();
      await files.getByRole('button', { name }).first().click();
      await expect(app.page.getByRole('heading', { name })).toBeVisible();
      await app.analysed();
      await workOn(app);
      expect(stateOf(folder), `after work on ${name}`).toEqual(before);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Steps, saves a still, marks a part and saves it. */
async function workOn(app: AppPage): Promise<void> {
  await app.jump('f7');
  await expect(app.frame).toHaveText(/\b7\b/);
  const [still] = await Promise.all([app.page.waitForEvent('download'), app.page.keyboard.press('s')]);
  expect(statSync(await still.path()).size).toBeGreaterThan(0);
  await app.page.getByRole('button', { name: 'Mark in' }).click();
  await app.jump('f16');
  await expect(app.frame).toHaveText(/\b16\b/);
  await app.page.getByRole('button', { name: 'Mark out' }).click();
  await app.page.getByRole('tab', { name: 'Export' }).click();
  const save = app.page.getByRole('button', { name: 'Save clip' });
  const [copy] = await Promise.all([app.page.waitForEvent('download'), save.click()]);
  expect(statSync(await copy.path()).size).toBeGreaterThan(0);
}
