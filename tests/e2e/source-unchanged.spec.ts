import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, fixture, test } from './app.ts';

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

for (const name of names) {
  test(`opening, analysing, stepping and exporting leave every byte and time of ${name} as it was`, async ({
    app,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'vigil-source-'));
    try {
      copyFileSync(fixture(name), join(folder, name));
      utimesSync(join(folder, name), 1_600_000_000, 1_600_000_000);
      const before = stateOf(folder);
      expect(before).toHaveLength(1);
      await app.choose(join(folder, name));
      await app.finished();
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
      expect(stateOf(folder)).toEqual(before);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
