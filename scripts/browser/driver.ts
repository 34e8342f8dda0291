import { chromium, type Browser, type Page } from 'playwright-core';
import type { Outcome } from '../../src/app/headless.ts';
import type { Progress } from '../../src/base/index.ts';
import { ensureBuilt } from '../build/ensure-built.mjs';
import { serve, type Served } from '../serve.mjs';
import { baseFlags, findChromium } from './chromium.ts';

/** The built app, open in headless Chromium on the page that scripts drive. */
export interface Driver extends AsyncDisposable {
  readonly page: Page;
  readonly browser: Browser;
}

export interface DriverOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly isolation?: boolean;
  readonly flags?: readonly string[];
  /** Sent with every file, over the build's own. */
  readonly extraHeaders?: Readonly<Record<string, string>>;
}

/** Builds if needed, serves dist/ on a free port, opens headless.html. */
export async function openDriver({
  onProgress,
  isolation = true,
  flags = [],
  extraHeaders = {},
}: DriverOptions = {}): Promise<Driver> {
  ensureBuilt();
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      'No Chromium was found: install the package "chromium", or set VIGIL_CHROMIUM to its path.',
    );
  }
  const served = await serve({ port: 0, isolation, extraHeaders });
  const browser = await chromium.launch({ executablePath, args: [...baseFlags, ...flags] });
  try {
    const page = await browser.newPage();
    if (onProgress) await page.exposeFunction('vigilProgress', onProgress);
    await page.goto(`${served.url}headless.html`);
    await page.waitForFunction(() => 'vigil' in window);
    return { page, browser, [Symbol.asyncDispose]: () => close(browser, served) };
  } catch (error) {
    await close(browser, served);
    throw error;
  }
}

async function close(browser: Browser, served: Served): Promise<void> {
  await browser.close();
  await served.close();
}

/** A failure inside the page, with the code that the command line prints. */
export class PageError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The value of an outcome. @throws PageError */
export function unwrap<T>(outcome: Outcome<T>): T {
  if ('value' in outcome) return outcome.value;
  const { error } = outcome;
  const remedy = error.kind === 'app' && error.remedy !== undefined ? ` ${error.remedy}` : '';
  throw new PageError(error.kind === 'app' ? error.code : 'unexpected', `${error.message}${remedy}`);
}
