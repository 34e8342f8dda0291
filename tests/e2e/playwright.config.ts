import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium } from '../../scripts/browser/chromium.ts';

const executablePath = findChromium();
/** What goes by the clock is tested with the machine to itself. */
const alone = ['quickness.spec.ts', 'live.spec.ts'];

export default defineConfig({
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
    { name: 'together', testIgnore: alone },
    { name: 'alone', testMatch: alone, workers: 1 },
  ],
  use: {
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    launchOptions: { args: chromiumFlags, ...(executablePath === undefined ? {} : { executablePath }) },
  },
});
