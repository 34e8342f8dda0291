import { afterAll, beforeAll, expect, test } from 'vitest';
import { detachedTask } from '../../../src/base/index.ts';
import type { AnalysisResult, AnalysisService, DecoderChoice } from '../../../src/contract/index.ts';
import { ComputeEngine, tf } from '../../../src/compute/index.ts';
import { connectAnalysis } from '../../../src/workers/index.ts';
import mp4Url from '../../fixtures/video/h264.mp4?url';
import aviUrl from '../../fixtures/video/mpeg4.avi?url';
import textUrl from '../../fixtures/video/text.mp4?url';
import { toyModelFiles } from '../model/toy-model.ts';

let service: AnalysisService & Disposable;

beforeAll(async () => {
  await ComputeEngine.start('cpu', detachedTask());
  const files = await toyModelFiles();
  tf.disposeVariables();
  service = connectAnalysis();
  await service.start('wasm', detachedTask());
  await service.loadModel({ kind: 'files', files }, detachedTask());
});

afterAll(() => service[Symbol.dispose]());

async function fileAt(url: string, name: string): Promise<File> {
  return new File([await (await fetch(url)).blob()], name);
}

async function analyse(file: File, decoder: DecoderChoice = 'auto'): Promise<AnalysisResult> {
  let result: AnalysisResult | undefined;
  for await (const update of service.analyse(file, { decoder }, detachedTask())) {
    if (update.kind === 'finished') result = update.result;
  }
  if (!result) throw new Error('not finished');
  return result;
}

test('a file goes through decoder and network in workers, and comes back as probabilities', async () => {
  const result = await analyse(await fileAt(mp4Url, 'h264.mp4'));
  expect(result.clip.decoder).toBe('webcodecs');
  expect(result.backend.backend).toBe('wasm');
  const { values, labels, timestamps } = result.track;
  expect(timestamps.length).toBeGreaterThan(2);
  for (let row = 0; row < timestamps.length; row++) {
    const sum = values.subarray(row * labels.length, (row + 1) * labels.length).reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(1, 5);
  }
});

test('both decoders give the same probabilities within what 3/255 of pixel difference can move', async () => {
  const file = await fileAt(mp4Url, 'h264.mp4');
  const [first, second] = [await analyse(file, 'webcodecs'), await analyse(file, 'ffmpeg')];
  expect(second.clip.decoder).toBe('ffmpeg');
  expect(second.track.timestamps).toEqual(first.track.timestamps);
  first.track.values.forEach((value, i) =>
    expect(Math.abs((second.track.values[i] as number) - value)).toBeLessThan(0.02),
  );
});

test('an AVI goes through ffmpeg; a bad file is one sentence, and the next file works', async () => {
  await expect(analyse(await fileAt(textUrl, 'text.mp4'))).rejects.toMatchObject({
    name: 'AppError',
    code: 'not-media',
    message: expect.stringContaining('text.mp4'),
  });
  expect((await analyse(await fileAt(aviUrl, 'mpeg4.avi'))).clip.decoder).toBe('ffmpeg');
});

test.each([
  ['webcodecs', 'h264.mp4', mp4Url],
  ['ffmpeg', 'mpeg4.avi', aviUrl],
] as const)(
  'cancelling %s takes effect within a second and the next file works',
  async (decoder, name, url) => {
    const file = await fileAt(url, name);
    const abort = new AbortController();
    let cancelledAt = 0;
    const run = async () => {
      for await (const update of service.analyse(file, { decoder }, abort)) {
        if (update.kind === 'opened') {
          cancelledAt = performance.now();
          abort.abort();
        }
      }
    };
    await expect(run()).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - cancelledAt).toBeLessThan(1000);
    expect((await analyse(file, decoder)).frames).toBeGreaterThan(0);
  },
);
