import { resolve } from 'node:path';
import { expect, type BrowserContext, type Page } from '@playwright/test';

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

  /** The result of the clip is there, computed or found. */
  async finished(): Promise<void> {
    await expect(this.status).toHaveText(/Analysed|Stored result/);
  }

  /** The result of the clip was computed, here and now. */
  async analysed(): Promise<void> {
    await expect(this.status).toHaveText('Analysed');
  }

  /** The result of the clip was found in storage, which may be before its file is open; now it is. */
  async reused(): Promise<void> {
    await expect(this.status).toHaveText('Stored result');
    await expect(this.timecode).toBeEnabled();
  }

  async jump(to: string): Promise<void> {
    const field = this.page.locator('#jump');
    await expect(field).toBeEnabled();
    await field.fill(to);
    await field.press('Enter');
  }

  get status() {
    return this.page.getByTestId('analysis-status');
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

/** What a desk and what a phone shows, CSS pixels. */
export const viewports = [
  ['desk', { width: 1440, height: 900 }],
  ['phone', { width: 390, height: 844 }],
] as const;

export function fixture(name: string): string {
  return resolve('tests/fixtures/video', name);
}

/**
 * Holds the app at the point where every first visit begins, before its service worker has installed itself, which
 * copies all 43 MB of the app.
 */
export async function keepUninstalled(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    ServiceWorkerContainer.prototype.register = () => new Promise(() => undefined);
  });
}
