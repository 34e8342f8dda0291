import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { caseHtml, packBundle } from '../../src/report/index.ts';
import { sampleReport } from '../unit/report/sample-case.ts';
import { builtApp, expect, fixture, serveBuilt, test as base } from './app.ts';

interface Desk {
  readonly folder: string;
  /** What the page said on its console, and every request it made. */
  readonly said: string[];
}

const test = base.extend<{ desk: Desk }>({
  desk: async ({ page }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'vigil-bundle-'));
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => said.push(request.url()));
    await use({ folder, said });
    rmSync(folder, { recursive: true });
  },
});

const verifier = pathToFileURL(join(builtApp, 'verify.html')).href;
const footage = fixture('h264.mp4');
const heading = (page: Page) => page.locator('.verdict');

test('opened from disk, it finds a bundle intact, shows hostile names as text, and asks for nothing', async ({
  page,
  desk,
}) => {
  const { bytes, sha256 } = await packBundle(await sampleReport());
  const file = join(desk.folder, 'case.vigil');
  writeFileSync(file, bytes);
  await page.goto(verifier);
  await page.locator('#files').setInputFiles(file);
  await expect(heading(page)).toHaveText('case.vigil is intact: everything in it fits together.');
  await expect(page.getByText(sha256)).toBeVisible();
  await expect(page.getByText('carries no signature')).toBeVisible();
  await expect(page.getByRole('cell', { name: /Harbour fire <script>alert/ }).first()).toBeVisible();
  expect(desk.said).toEqual([verifier]);
});

test('it names what was tampered with', async ({ page, desk }) => {
  const { bytes } = await packBundle(await sampleReport());
  const at = Buffer.from(bytes).indexOf('"confirmed"');
  bytes.set(Buffer.from('"cancelled"'), at);
  const file = join(desk.folder, 'case.vigil');
  writeFileSync(file, bytes);
  await page.goto(verifier);
  await page.locator('#files').setInputFiles(file);
  await expect(heading(page)).toHaveText('case.vigil is not intact.');
  await expect(page.getByText('case.json was altered')).toBeVisible();
  await expect(page.getByRole('row', { name: /^case\.json .* ALTERED$/ })).toBeVisible();
});

test('it compares footage dropped beside the bundle by its hash', async ({ page, desk }) => {
  const sha256 = createHash('sha256').update(readFileSync(footage)).digest('hex');
  const { bytes } = await packBundle(await sampleReport(sha256));
  const file = join(desk.folder, 'case.vigil');
  writeFileSync(file, bytes);
  await page.goto(verifier);
  await page.locator('#files').setInputFiles([file, footage, fixture('mpeg4.avi')]);
  await expect(
    page.getByRole('row', { name: /^h264\.mp4 is clip c1 of the case, byte for byte/ }),
  ).toBeVisible();
  await expect(page.getByRole('row', { name: /^mpeg4\.avi IS NOT IN THE CASE/ })).toBeVisible();
});

test('a hash noted elsewhere unmasks a bundle that was written anew as a whole', async ({ page, desk }) => {
  const original = await packBundle(await sampleReport());
  const { bytes } = await packBundle({ ...(await sampleReport()), by: 'somebody else' });
  const file = join(desk.folder, 'case.vigil');
  writeFileSync(file, bytes);
  await page.goto(verifier);
  await page.getByText('I have noted').click();
  await page.locator('#noted-sha256').fill(original.sha256);
  await page.locator('#files').setInputFiles(file);
  await expect(heading(page)).toHaveText('case.vigil is not intact.');
  await expect(page.getByText('not the file whose SHA-256 was noted')).toBeVisible();
});

test('served with the headers of the app its script stays blocked, and it says to save it', async ({
  page,
}) => {
  const server = await serveBuilt();
  const response = await page.goto(`${server.url}verify.html`);
  expect(response?.headers()['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval';");
  await expect(page.getByText('The script of this page has not run')).toBeVisible();
  await expect(page.locator('#tool')).toBeHidden();
  await server.close();
});

test('the report runs nothing, loads nothing and prints on A4', async ({ page, desk }) => {
  const file = join(desk.folder, 'report.html');
  writeFileSync(file, caseHtml(await sampleReport()));
  await page.goto(pathToFileURL(file).href);
  await expect(page.getByRole('heading', { name: 'Models and their limits' })).toBeVisible();
  const pictures = page.locator('td img');
  await expect(pictures).toHaveCount(1);
  expect(desk.said.filter((line) => !line.startsWith('file:') && !line.startsWith('data:'))).toEqual([]);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const text = pdf.toString('latin1');
  // A4 in points, 210 × 297 mm, which Chromium rounds to quarters of a pixel.
  expect(text).toMatch(/\/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]/);
});
