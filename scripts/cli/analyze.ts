import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BackendChoice, DecoderChoice } from '../../src/contract/index.ts';
import { PageError } from '../browser/driver.ts';
import { mediaFiles, parseCommand, positiveNumber, runCommand, UsageError } from './arguments.ts';
import { openClipAnalyser } from './clip-analyser.ts';

const usage = `npm run --silent analyze -- [--decoder auto|webcodecs|ffmpeg] [--backend auto|webgpu|wasm|cpu] [--fps N]
                            [--model FILE] [--out DIR] FILE|DIR…
Prints one line of JSON a file; exits 1 when a file failed.`;

await runCommand(usage, async () => {
  const { values, positionals } = parseCommand(
    {
      decoder: { type: 'string', default: 'auto' },
      backend: { type: 'string', default: 'auto' },
      fps: { type: 'string' },
      model: { type: 'string' },
      out: { type: 'string' },
    },
    { decoder: ['auto', 'webcodecs', 'ffmpeg'], backend: ['auto', 'webgpu', 'wasm', 'cpu'] },
  );
  if (positionals.length === 0) throw new UsageError('Name at least one file or folder.');
  const fps = values.fps === undefined ? {} : { fps: positiveNumber('fps', values.fps) };
  const files = mediaFiles(positionals);
  if (values.out !== undefined) mkdirSync(values.out, { recursive: true });

  const report = (file: string, line: object) => {
    process.stdout.write(`${JSON.stringify(line)}\n`);
    if (values.out === undefined) return;
    writeFileSync(join(values.out, `${basename(file)}.json`), `${JSON.stringify(line, null, 2)}\n`);
  };

  const opening = openClipAnalyser({ backend: values.backend as BackendChoice, model: values.model });
  const refusal = await opening.then(
    () => null,
    (error: unknown) => error,
  );
  if (refusal !== null) {
    // A damaged model or a missing backend concerns every file alike.
    for (const file of files) report(file, failureLine(file, refusal));
    return false;
  }
  await using analyser = await opening;
  let failed = 0;
  for (const [n, file] of files.entries()) {
    process.stderr.write(`[${n + 1}/${files.length}] ${file}\n`);
    const line = await analyser
      .analyse(file, { decoder: values.decoder as DecoderChoice, ...fps })
      .catch((error: unknown) => {
        failed++;
        return failureLine(file, error);
      });
    report(file, line);
  }
  return failed === 0;
});

function failureLine(file: string, error: unknown) {
  const { code, message } =
    error instanceof PageError ? error : { code: 'unexpected', message: String(error) };
  return { file, error: { code, message } };
}
