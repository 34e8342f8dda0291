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
  return [...systemPaths, chromium.executablePath()].find(
    (path) => path !== undefined && path !== '' && existsSync(path),
  );
}

/** No sandbox under root (CI containers), no phoning home, and a software WebGPU adapter for the tests that ask for it. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];
