import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const systemPaths = [
  process.env['VIGIL_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** Chromium from VIGIL_CHROMIUM, the system, or Playwright's own download, whichever is there; else undefined. */
export function findChromium(): string | undefined {
  const paths = [...systemPaths, chromium.executablePath()];
  return paths.find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** No sandbox under root (CI containers), and no phoning home. */
export const baseFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
];

/** As {@link baseFlags}, with a software WebGPU adapter for the tests that ask for one by name. */
export const chromiumFlags: string[] = [...baseFlags, '--use-webgpu-adapter=swiftshader'];
