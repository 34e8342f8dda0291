import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';

const folder = resolve('scripts/build/verifier');
const fileName = 'verify.html';

/**
 * Ships `verify.html`: one file that checks a case bundle without the app, from disk and without a network. Its script
 * is the app's own verification, put inline; its policy lets run that script alone and lets nothing be loaded or sent.
 * Served by a host with the app's headers the inline script stays blocked, and the page says to save it: the app's
 * policy is not loosened for it.
 */
export function verifierPage(): Plugin {
  return {
    name: 'vigil:verifier-page',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName, source: await buildVerifierPage() });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if ((request.url ?? '').split('?')[0] !== `/${fileName}`) return next();
        buildVerifierPage().then((page) => {
          response.setHeader('Content-Type', 'text/html; charset=utf-8');
          response.end(page);
        }, next);
      });
    },
  };
}

/** The whole page as text; the same sources give the same page. */
export async function buildVerifierPage(): Promise<string> {
  const style = readFileSync(join(folder, 'verifier.css'), 'utf8').trim();
  const script = await bundleScript();
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  return readFileSync(join(folder, 'verifier.html'), 'utf8')
    .replace('%POLICY%', () => policy)
    .replace(/\s*%STYLE%\s*/, () => style)
    .replace(/\s*%SCRIPT%\s*/, () => script);
}

async function bundleScript(): Promise<string> {
  const output = (await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: join(folder, 'verifier.ts'), formats: ['iife'], name: 'vigilVerifier' },
    },
  })) as Rolldown.RolldownOutput[];
  const [chunk] = output.flatMap((part) => part.output).filter((part) => part.type === 'chunk');
  if (!chunk) throw new Error('The verifier page gave no script.');
  // The end tag must not occur in the script that it ends.
  return chunk.code.trim().replaceAll('</script', '<\\/script');
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
