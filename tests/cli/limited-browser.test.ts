import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDriver, unwrap, type DriverOptions } from '../../scripts/browser/driver.ts';
import { contentSecurityPolicy } from '../../src/contract/index.ts';

const fixture = (name: string) => join('tests/fixtures/video', name);

async function analyseIn(options: DriverOptions, names: readonly string[]) {
  await using driver = await openDriver(options);
  const { page } = driver;
  const report = unwrap(await page.evaluate(() => window.vigil.start('auto')));
  unwrap(await page.evaluate(() => window.vigil.loadModel({})));
  const outcomes = [];
  for (const name of names) {
    await page.setInputFiles('#clips', fixture(name));
    outcomes.push(await page.evaluate(() => window.vigil.analyse(0, { decoder: 'auto' })));
  }
  const isolated = await page.evaluate(() => crossOriginIsolated);
  return { report, outcomes, isolated };
}

test('where WebAssembly may not run, plain JavaScript computes and hashes, and ffmpeg says what it lacks', async () => {
  const policy = contentSecurityPolicy.replace(" 'wasm-unsafe-eval'", '');
  const { report, outcomes } = await analyseIn({ extraHeaders: { 'Content-Security-Policy': policy } }, [
    'h264.mp4',
    'mpeg4.avi',
  ]);
  expect(report.backend).toBe('cpu');
  expect(report.rejected.map(({ backend }) => backend)).toEqual(['webgpu', 'wasm']);
  const digest = createHash('sha256')
    .update(readFileSync(fixture('h264.mp4')))
    .digest('hex');
  expect(outcomes[0]).toMatchObject({ value: { backend: 'cpu', decoder: 'webcodecs', sha256: digest } });
  expect(outcomes[1]).toMatchObject({
    error: { code: 'webassembly-unavailable', message: expect.stringContaining('mpeg4.avi') },
  });
});

test('without cross-origin isolation, so without SharedArrayBuffer, both decoders work', async () => {
  const { outcomes, isolated } = await analyseIn({ isolation: false }, ['h264.mp4', 'mpeg4.avi']);
  expect(isolated).toBe(false);
  expect(outcomes).toMatchObject([{ value: { decoder: 'webcodecs' } }, { value: { decoder: 'ffmpeg' } }]);
});

test('without WebGPU at all, WebAssembly takes over and says why', async () => {
  const { report } = await analyseIn({ flags: ['--disable-features=WebGPU', '--disable-gpu'] }, []);
  expect(report.backend).toBe('wasm');
  expect(report.rejected).toMatchObject([{ backend: 'webgpu', reason: expect.any(String) }]);
});
