import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './chromium.ts';

/** Chromium's path; installs Debian's package, or Playwright's download, when there is none. @throws Error */
export function ensureChromium(): string {
  const present = findChromium();
  if (present !== undefined) return present;
  const ways: string[][] = [];
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    ways.push(['apt-get', 'update'], ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium']);
  }
  ways.push([process.execPath, 'node_modules/playwright-core/cli.js', 'install', '--with-deps', 'chromium']);
  for (const [command = '', ...args] of ways) {
    console.error(`Installing Chromium: ${command} ${args.join(' ')}`);
    spawnSync(command, args, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const found = findChromium();
    if (found !== undefined) return found;
  }
  throw new Error(
    'Chromium could not be installed. Install the package "chromium", or set VIGIL_CHROMIUM to its path.',
  );
}
