/**
 * Serves the built app on localhost with the headers in dist/_headers.
 *
 *     node scripts/serve.mjs [--port N] [--no-isolation] [FOLDER]
 *
 * --no-isolation leaves all those headers out, as a plain static host does; the service worker then adds them.
 */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { builtFolder } from './build/ensure-built.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.mp4': 'video/mp4',
};

/** @returns {Promise<{ url: string, close: () => Promise<void> }>} listening on the first free port from `port` on */
export async function serve({ folder = builtFolder, port = 4173, isolation = true, extraHeaders = {} } = {}) {
  const headers = { ...(isolation ? readHeaders(join(folder, '_headers')) : {}), ...extraHeaders };
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const file = join(folder, path.endsWith('/') ? join(path, 'index.html') : path);
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, headers).end('Not found');
      return;
    }
    response.writeHead(200, {
      ...headers,
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Content-Length': statSync(file).size,
      'Cache-Control': 'no-cache',
    });
    if (request.method === 'HEAD') response.end();
    else createReadStream(file).pipe(response);
  });
  const listening = await listen(server, port);
  return {
    url: `http://localhost:${listening}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (error.code === 'EADDRINUSE' && port !== 0) resolve(listen(server, port + 1));
      else reject(error);
    });
    server.listen(port, 'localhost', () => resolve(server.address().port));
  });
}

/** The `/*` block of a `_headers` file, the form that static hosts read. */
function readHeaders(file) {
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('  '));
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values, positionals } = parseArgs({
    options: {
      port: { type: 'string', default: '4173' },
      'no-isolation': { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const { url } = await serve({
    ...(positionals[0] === undefined ? {} : { folder: positionals[0] }),
    port: Number(values.port),
    isolation: !values['no-isolation'],
  });
  console.log(`Vigil is served at ${url}`);
}
