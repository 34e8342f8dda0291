import { expect, test as base, type Page } from '@playwright/test';
import { resolve } from 'node:path';
import { serve } from '../../scripts/serve.mjs';

interface Server {
  readonly url: string;
  close(): Promise<void>;
}

interface Fixtures {
  /** The built app, opened and ready; the test fails if its console says anything. */
  app: AppPage;
  /** Lines of the console that a test expects. */
  expectedConsole: RegExp[];
}

/** The built app, as a person uses it. */
export class AppPage {
  constructor(
    readonly page: Page,
    readonly url: string,
  ) {}

  async open(hash = ''): Promise<void> {
    await this.page.goto(this.url + hash);
    await expect(this.page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  }

  async trySample(): Promise<void> {
    await this.page.getByRole('button', { name: 'Try the sample' }).click();
  }

  async choose(...names: string[]): Promise<void> {
    await this.page.locator('#choose-files').setInputFiles(names.map(fixture));
  }

  /** Drags files or folders of this machine over the page and lets them go, as a file manager does. */
  async drop(...paths: string[]): Promise<void> {
    const devtools = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: paths, dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devtools.send('Input.dispatchDragEvent', { type, x: 200, y: 300, data });
    }
  }

  async finished(): Promise<void> {
    await expect(this.page.getByTestId('analysis-status')).toHaveText(/Analysed|Stored result/);
  }

  async jump(to: string): Promise<void> {
    const field = this.page.locator('#jump');
    await expect(field).toBeEnabled();
    await field.fill(to);
    await field.press('Enter');
  }

  get timecode() {
    return this.page.locator('#jump');
  }
  get frame() {
    return this.page.getByTestId('frame-number');
  }
  get notices() {
    return this.page.getByRole('region', { name: 'Notices' });
  }
  get events() {
    return this.page.getByRole('table', { name: 'Events' }).locator('[data-event]');
  }
}

export function fixture(name: string): string {
  return resolve('tests/fixtures/video', name);
}

/** Where the built app lies; VIGIL_BUILT names another folder than dist/. */
export const builtApp = resolve(process.env['VIGIL_BUILT'] ?? 'dist');

export function serveBuilt(options: { folder?: string; isolation?: boolean } = {}): Promise<Server> {
  return serve({ port: 0, folder: builtApp, ...options });
}

export const test = base.extend<Fixtures, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await serveBuilt();
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  expectedConsole: [[], { option: true }],
  app: async ({ page, server, expectedConsole }, use) => {
    const said: string[] = [];
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => said.push(`uncaught: ${error.message}`));
    const app = new AppPage(page, server.url);
    await app.open();
    await use(app);
    expect(said.filter((line) => !expectedConsole.some((pattern) => pattern.test(line)))).toEqual([]);
  },
});

export { expect };
