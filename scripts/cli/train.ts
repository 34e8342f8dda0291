import { statSync, writeFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { HeadlessTraining, TrainedModel } from '../../src/app/headless-training.ts';
import type { BackendChoice, DecoderChoice, HeadKind, TrainingUpdate } from '../../src/contract/index.ts';
import { openDriver, PageError, unwrap } from '../browser/driver.ts';
import { filesBelow, parseCommand, positiveNumber, runCommand, UsageError } from './arguments.ts';
import { clipsOfList } from './clip-list.ts';
import { fillModelInput } from './model-input.ts';

const usage = `npm run --silent train -- [--list clips.csv] [--heads hybrid,cnn,lstm] [--epochs N] [--seed N] [--deep]
                          [--folds N] [--scratch] [--model FILE] [--backend …] [--decoder …] [--out FILE] DIR
DIR holds one folder a class, or the files that the list names (columns label, path, camera_group, event_start_s,
event_end_s). Splits 70/20/10 by camera group, fits each head on the train part, judges it on the test part, and writes
the first head's model to FILE (vigil-model.vigil-model by default). Prints one JSON object.`;

const heads: readonly HeadKind[] = ['hybrid', 'cnn', 'lstm'];

/** When progress was last written, ms since 1970. */
let lastShown = 0;

await runCommand(usage, async () => {
  const { values, positionals } = parseCommand(
    {
      list: { type: 'string' },
      heads: { type: 'string', default: 'hybrid' },
      epochs: { type: 'string' },
      seed: { type: 'string', default: '1' },
      folds: { type: 'string', default: '0' },
      deep: { type: 'boolean', default: false },
      scratch: { type: 'boolean', default: false },
      model: { type: 'string' },
      backend: { type: 'string', default: 'auto' },
      decoder: { type: 'string', default: 'auto' },
      out: { type: 'string', default: 'vigil-model.vigil-model' },
    },
    { decoder: ['auto', 'webcodecs', 'ffmpeg'], backend: ['auto', 'webgpu', 'wasm', 'cpu'] },
  );
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw new UsageError('Name one folder.');
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${folder} is not a folder.`);
  const listed = values.list === undefined ? null : clipsOfList(values.list, folder);
  const files = listed ? listed.map(({ path }) => path) : filesBelow(folder);
  if (files.length === 0) throw new UsageError(`${folder} holds no video or picture.`);
  const paths = files.map((file) => relative(folder, file).split(sep).join('/'));

  const request: HeadlessTraining = {
    paths,
    rows:
      listed?.map(({ label, group, span }, n) => ({
        path: paths[n] as string,
        label,
        group,
        ...(span ? { span } : {}),
      })) ?? null,
    settings: {
      heads: headNames(values.heads),
      seed: wholeNumber('seed', values.seed),
      folds: wholeNumber('folds', values.folds),
      start: values.scratch ? 'scratch' : 'shipped',
      ...(values.epochs === undefined ? {} : { epochs: Math.max(1, wholeNumber('epochs', values.epochs)) }),
    },
    deep: values.deep,
    backend: values.backend as BackendChoice,
    decoder: values.decoder as DecoderChoice,
  };
  try {
    const { line, archive } = await train(files, request, values.model);
    writeFileSync(values.out, Buffer.from(archive, 'base64'));
    process.stdout.write(`${JSON.stringify({ ...line, model: values.out }, null, 2)}\n`);
    return line.unreadable.length === 0;
  } catch (error) {
    if (!(error instanceof PageError)) throw error;
    const { code, message } = error;
    process.stdout.write(`${JSON.stringify({ file: folder, error: { code, message } }, null, 2)}\n`);
    return false;
  }
});

async function train(
  files: readonly string[],
  request: HeadlessTraining,
  model: string | undefined,
): Promise<TrainedModel> {
  await using driver = await openDriver({ onProgress: showProgress });
  const { page } = driver;
  await page.exposeFunction('vigilTrainingUpdate', showUpdate);
  if (model !== undefined) await fillModelInput(page, model);
  await page.setInputFiles('#clips', [...files]);
  const from = model === undefined ? 'shipped' : 'files';
  return unwrap(
    await page.evaluate(([given, source]) => window.vigil.train(given, source), [request, from] as const),
  );
}

function headNames(text: string): HeadKind[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !heads.includes(name as HeadKind));
  if (wrong !== undefined) throw new UsageError(`--heads knows ${heads.join(', ')}, not "${wrong}".`);
  return [...new Set(names)] as HeadKind[];
}

function wholeNumber(name: string, text: string): number {
  const value = text === '0' ? 0 : positiveNumber(name, text);
  if (!Number.isInteger(value)) throw new UsageError(`--${name} is a whole number, not "${text}".`);
  return value;
}

/** At most one line a second of the quick stages. */
function isDue(): boolean {
  const now = Date.now();
  if (now - lastShown < 1000) return false;
  lastShown = now;
  return true;
}

function showProgress({ stage, done, total }: { stage: string; done: number; total?: number }): void {
  if (stage === 'examining' && (done === total || isDue()))
    process.stderr.write(`examined ${done} of ${total} files\n`);
}

function showUpdate(update: TrainingUpdate): void {
  if (update.kind === 'features' && (update.done === update.total || isDue()))
    process.stderr.write(`features of ${update.done} of ${update.total} clips\n`);
  if (update.kind === 'unreadable') process.stderr.write(`left out ${update.path}: ${update.reason}\n`);
  if (update.kind === 'fit-started') process.stderr.write(`fitting ${update.stage.name}\n`);
  if (update.kind === 'epoch') {
    const { epoch, trainLoss, validationLoss, seconds } = update.figures;
    const validation = validationLoss === null ? '' : `, validation ${validationLoss.toFixed(3)}`;
    process.stderr.write(
      `  ${update.stage.name} epoch ${epoch}: loss ${trainLoss.toFixed(3)}${validation}, ${seconds.toFixed(1)} s\n`,
    );
  }
}
