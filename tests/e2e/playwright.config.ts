import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium } from '../../scripts/browser/chromium.ts';
import type { Options } from './app.ts';

const executablePath = findChromium();
/** What goes by the clock is tested with the machine to itself. */
const alone = ['quickness.spec.ts', 'live.spec.ts'];

export default defineConfig<Options>({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  timeout: 60_000,
  expect: { timeout: 30_000 },
  workers: 2,
  fullyParallel: true,
  retries: 0,
  reporter: 'list',
  projects: [
    // Files whose subject is the service worker, or which reload, say so and have it.
    { name: 'together', testIgnore: alone, use: { installs: false } },
    { name: 'alone', testMatch: alone, workers: 1 },
  ],
  use: {
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    launchOptions: { args: chromiumFlags, ...(executablePath === undefined ? {} : { executablePath }) },
  },
});
