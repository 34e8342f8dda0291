import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { PageError } from '../browser/driver.ts';

/**
 * Puts a model into the page's `#model` input.
 * @param path of an exported model file, or of a model folder or its manifest.json
 * @throws PageError 'model-missing'
 */
export async function fillModelInput(page: Page, path: string): Promise<void> {
  await page.setInputFiles(
    '#model',
    isExported(path) ? [inputFile(path, basename(path))] : folderFiles(path),
  );
}

interface InputFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

function isExported(path: string): boolean {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  return isFile && basename(path) !== 'manifest.json';
}

/** The page sees names without folders, so the files of a model are told apart by `folder__name`. */
function folderFiles(path: string): InputFile[] {
  const root = existsSync(path) && statSync(path).isDirectory() ? path : dirname(path);
  if (!existsSync(join(root, 'manifest.json')))
    throw new PageError('model-missing', `${path} is no model manifest.`);
  const below = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? below(join(folder, entry.name)) : [join(folder, entry.name)],
    );
  return below(root)
    .filter((file) => /\.(json|bin)$/.test(file))
    .map((file) =>
      inputFile(
        file,
        file
          .slice(root.length)
          .replace(/^[\\/]+/, '')
          .replaceAll(/[\\/]/g, '__'),
      ),
    );
}

function inputFile(path: string, name: string): InputFile {
  return { name, mimeType: 'application/octet-stream', buffer: readFileSync(path) };
}
