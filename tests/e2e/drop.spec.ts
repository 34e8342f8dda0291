import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, fixture, test } from './app.ts';

let folder: string;
test.beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'vigil-drop-'))));
test.afterEach(() => rmSync(folder, { recursive: true }));

test('a folder dropped queues the footage in it, in order, and says what it passed over', async ({ app }) => {
  mkdirSync(join(folder, 'gate'));
  copyFileSync(fixture('h264.mp4'), join(folder, 'gate', 'cam 2.mp4'));
  copyFileSync(fixture('h264.mkv'), join(folder, 'gate', 'cam 10.mkv'));
  copyFileSync(fixture('goldens.json'), join(folder, 'gate', 'notes.json'));
  await app.drop(join(folder, 'gate'));
  await app.page.getByRole('tab', { name: /Files/ }).click();
  const files = app.page.getByRole('region', { name: 'Open' }).getByRole('listitem');
  await expect(files).toHaveCount(2);
  await expect(files.nth(0)).toContainText('cam 2.mp4');
  await expect(files.nth(1)).toContainText('cam 10.mkv');
  await expect(app.notices).toContainText('1 file in the folder passed over');
  await expect(files.nth(1)).toContainText(/finished|stored result/);
});

test('files dropped together are all taken', async ({ app }) => {
  await app.drop(fixture('h264.mp4'), fixture('vp9.webm'));
  await app.page.getByRole('tab', { name: /Files/ }).click();
  await expect(app.page.getByRole('region', { name: 'Open' }).getByRole('listitem')).toHaveCount(2);
  await app.finished();
});
