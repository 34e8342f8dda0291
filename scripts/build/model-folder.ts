import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Plugin } from 'vite';

interface ServedFile {
  readonly path: string;
  readonly read: () => Buffer | string;
}

/**
 * Serves and ships `models/`: each model's manifest.json with the files it names (nothing else of the folder), and
 * an `index.json` that lists them. A model is replaced by dropping new files in.
 */
export function modelFolder(folder: string): Plugin {
  const root = resolve(folder);

  function servedFiles(): ServedFile[] {
    const ids = existsSync(root)
      ? readdirSync(root)
          .filter((name) => existsSync(join(root, name, 'manifest.json')))
          .sort()
      : [];
    const files = ids.flatMap((id) => {
      const manifest = JSON.parse(readFileSync(join(root, id, 'manifest.json'), 'utf8')) as {
        files: { path: string }[];
      };
      return ['manifest.json', ...manifest.files.map((file) => file.path)].map((path) => ({
        path: `models/${id}/${path}`,
        read: () => readFileSync(join(root, id, path)),
      }));
    });
    return [{ path: 'models/index.json', read: () => JSON.stringify({ models: ids }) }, ...files];
  }

  return {
    name: 'vigil:model-folder',
    generateBundle() {
      for (const { path, read } of servedFiles())
        this.emitFile({ type: 'asset', fileName: path, source: read() });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const wanted = relative('/', decodeURIComponent((request.url ?? '').split('?')[0] ?? ''));
        const file = servedFiles().find(({ path }) => path === wanted);
        if (!file) return next();
        if (wanted.endsWith('.json')) response.setHeader('Content-Type', 'application/json');
        response.end(file.read());
      });
    },
  };
}
