import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { AnalysisLine } from '../../src/app/headless.ts';
import type { AnalysisOptions, BackendChoice, LoadedModel } from '../../src/contract/index.ts';
import { openDriver, PageError, unwrap, type Driver } from '../browser/driver.ts';

/** Analyses files of this machine, one after the other, in the app's own workers. */
export interface ClipAnalyser extends AsyncDisposable {
  readonly model: LoadedModel;
  /** @throws PageError with the app's error code */
  analyse(path: string, options: AnalysisOptions): Promise<AnalysisLine>;
}

export interface ClipAnalyserOptions {
  readonly backend: BackendChoice;
  /** Path of a manifest.json (or its folder); the build's own model when undefined. */
  readonly model?: string | undefined;
}

export async function openClipAnalyser({ backend, model }: ClipAnalyserOptions): Promise<ClipAnalyser> {
  const driver = await openDriver({ onProgress: showProgress });
  try {
    unwrap(await driver.page.evaluate((choice) => window.vigil.start(choice), backend));
    const loaded = await loadModel(driver, model);
    return {
      model: loaded,
      analyse: (path, options) => analyse(driver, path, options),
      [Symbol.asyncDispose]: () => driver[Symbol.asyncDispose](),
    };
  } catch (error) {
    await driver[Symbol.asyncDispose]();
    throw error;
  }
}

async function loadModel({ page }: Driver, model: string | undefined): Promise<LoadedModel> {
  if (model === undefined) return unwrap(await page.evaluate(() => window.vigil.loadModel({})));
  await page.setInputFiles('#model', modelFiles(model));
  return unwrap(await page.evaluate(() => window.vigil.loadModel('files')));
}

/** The page sees names without folders, so the files of a model are told apart by `folder__name`. */
function modelFiles(path: string): { name: string; mimeType: string; buffer: Buffer }[] {
  const root = existsSync(path) && statSync(path).isDirectory() ? path : dirname(path);
  if (!existsSync(join(root, 'manifest.json')))
    throw new PageError('model-missing', `${path} is no model manifest.`);
  const below = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? below(join(folder, entry.name)) : [join(folder, entry.name)],
    );
  return below(root)
    .filter((file) => /\.(json|bin)$/.test(file))
    .map((file) => ({
      name: file
        .slice(root.length)
        .replace(/^[\\/]+/, '')
        .replaceAll(/[\\/]/g, '__'),
      mimeType: 'application/octet-stream',
      buffer: readFileSync(file),
    }));
}

async function analyse({ page }: Driver, path: string, options: AnalysisOptions): Promise<AnalysisLine> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new PageError(
      'file-unreadable',
      `${basename(path)} is not a file that can be read. Check the path.`,
    );
  }
  await page.setInputFiles('#clips', path);
  const outcome = await page.evaluate((given) => window.vigil.analyse(0, given), options);
  return { ...unwrap(outcome), file: path };
}

let lastShown = 0;

function showProgress({
  stage,
  done,
  total,
  unit,
}: {
  stage: string;
  done: number;
  total?: number;
  unit: string;
}): void {
  const now = Date.now();
  if (stage !== 'analysing' || now - lastShown < 1000) return;
  lastShown = now;
  process.stderr.write(
    `  ${done.toFixed(1)}${total === undefined ? '' : ` of ${total.toFixed(1)}`} ${unit}\n`,
  );
}
