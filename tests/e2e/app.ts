import { expect, test as base } from '@playwright/test';
import { resolve } from 'node:path';
import { serve } from '../../scripts/serve.mjs';
import { AppPage, fixture, keepUninstalled } from './app-page.ts';
import { analyseSample, layIn, type EarlierAnalysis } from './earlier-analysis.ts';

interface Server {
  readonly url: string;
  close(): Promise<void>;
}

export interface Options {
  /** Lines of the console that a test expects. */
  expectedConsole: RegExp[];
  /** Whether the service worker may install itself; costs more than a second of processor time a context. */
  installs: boolean;
}

interface Fixtures extends Options {
  /** The built app, opened and ready; the test fails if its console says anything. */
  app: AppPage;
  /** The same on a device where the sample was analysed before: its result is in storage, and nothing else. */
  visited: AppPage;
}

interface WorkerFixtures {
  server: Server;
  sampleAnalysis: EarlierAnalysis;
}

/** Where the built app lies; VIGIL_BUILT names another folder than dist/. */
export const builtApp = resolve(process.env['VIGIL_BUILT'] ?? 'dist');

export function serveBuilt(options: { folder?: string; isolation?: boolean } = {}): Promise<Server> {
  return serve({ port: 0, folder: builtApp, ...options });
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = await serveBuilt();
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  sampleAnalysis: [
    async ({ browser, server }, use) => use(await analyseSample(browser, server.url)),
    { scope: 'worker', timeout: 60_000 },
  ],
  expectedConsole: [[], { option: true }],
  installs: [true, { option: true }],
  context: async ({ context, installs }, use) => {
    if (!installs) await keepUninstalled(context);
    await use(context);
  },
  app: async ({ page, server, expectedConsole }, use) => {
    const said: string[] = [];
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => said.push(`uncaught: ${error.message}`));
    const app = new AppPage(page, server.url);
    await app.open();
    await use(app);
    expect(said.filter((line) => !expectedConsole.some((pattern) => pattern.test(line)))).toEqual([]);
  },
  visited: async ({ app, sampleAnalysis }, use) => {
    await layIn(app.page, sampleAnalysis);
    await use(app);
  },
});

export { AppPage, expect, fixture };
