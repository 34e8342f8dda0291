/** `npm start`: installs if needed, builds if needed, serves on localhost, prints the URL, opens a browser. */
import { spawn } from 'node:child_process';
import { ensureInstalled } from './ensure-installed.mjs';
import { ensureBuilt } from './build/ensure-built.mjs';
import { serve } from './serve.mjs';

ensureInstalled();
ensureBuilt();
const { url } = await serve({ port: Number(process.env.PORT ?? 4173) });
console.log(
  `\n  Vigil is ready at ${url}\n  Press Ctrl+C to stop. Once loaded, the app works without this server.\n`,
);
if (!process.env.CI && process.env.BROWSER !== 'none') open(url);

/** Opens the default browser where there is one; a machine without is no error, the URL is printed. */
function open(address) {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', address]
        : ['xdg-open', address];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('  No browser was found to open; visit the address above.'));
  child.unref();
}
