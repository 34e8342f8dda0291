import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { AnalysisLine } from '../../src/app/headless.ts';
import type { AnalysisOptions, BackendChoice, LoadedModel } from '../../src/contract/index.ts';
import { openDriver, PageError, unwrap, type Driver } from '../browser/driver.ts';
import { fillModelInput } from './model-input.ts';

/** Analyses files of this machine, one after the other, in the app's own workers. */
export interface ClipAnalyser extends AsyncDisposable {
  readonly model: LoadedModel;
  /** @throws PageError with the app's error code */
  analyse(path: string, options: AnalysisOptions): Promise<AnalysisLine>;
}

export interface ClipAnalyserOptions {
  readonly backend: BackendChoice;
  /** An exported model, a model folder or its manifest.json; the build's own model when undefined. */
  readonly model?: string | undefined;
}

export async function openClipAnalyser(options: ClipAnalyserOptions): Promise<ClipAnalyser> {
  let { driver, model } = await openPage(options);
  return {
    model,
    async analyse(path, analysisOptions) {
      try {
        return await analyse(driver, path, analysisOptions);
      } catch (error) {
        if (error instanceof PageError) throw error;
        // The page itself died (a file can exhaust its memory): the next file gets a new one.
        await driver[Symbol.asyncDispose]();
        ({ driver, model } = await openPage(options));
        throw new PageError(
          'out-of-memory',
          `${basename(path)} made the browser’s page stop (${firstLine(error)}). Analyse it at a smaller size.`,
        );
      }
    },
    [Symbol.asyncDispose]: () => driver[Symbol.asyncDispose](),
  };
}

async function openPage({
  backend,
  model,
}: ClipAnalyserOptions): Promise<{ driver: Driver; model: LoadedModel }> {
  const driver = await openDriver({ onProgress: showProgress });
  try {
    unwrap(await driver.page.evaluate((choice) => window.vigil.start(choice), backend));
    return { driver, model: await loadModel(driver, model) };
  } catch (error) {
    await driver[Symbol.asyncDispose]();
    throw error;
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

async function loadModel({ page }: Driver, model: string | undefined): Promise<LoadedModel> {
  if (model === undefined) return unwrap(await page.evaluate(() => window.vigil.loadModel({})));
  await fillModelInput(page, model);
  return unwrap(await page.evaluate(() => window.vigil.loadModel('files')));
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
