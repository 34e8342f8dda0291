import { afterAll, beforeAll, expect, test } from 'vitest';
import { detachedTask } from '../../../src/base/index.ts';
import type { AnalysisResult, AnalysisService, DecoderChoice } from '../../../src/contract/index.ts';
import { ComputeEngine, tf } from '../../../src/compute/index.ts';
import { connectAnalysis } from '../../../src/workers/index.ts';
import mp4Url from '../../fixtures/video/h264.mp4?url';
import { toyModelFiles } from '../model/toy-model.ts';

let service: AnalysisService & Disposable;
let file: File;

beforeAll(async () => {
  await ComputeEngine.start('cpu', detachedTask());
  const files = await toyModelFiles();
  tf.disposeVariables();
  file = new File([await (await fetch(mp4Url)).blob()], 'h264.mp4');
  service = connectAnalysis();
  await service.start('wasm', detachedTask());
  await service.loadModel({ kind: 'files', files }, detachedTask());
});

afterAll(() => service[Symbol.dispose]());

async function analyse(decoder: DecoderChoice): Promise<AnalysisResult> {
  for await (const update of service.analyse(file, { decoder }, detachedTask()))
    if (update.kind === 'finished') return update.result;
  throw new Error('not finished');
}

test.each(['webcodecs', 'ffmpeg'] as const)(
  'by %s, each window explained scores what the analysis told',
  async (decoder) => {
    const { track, model } = await analyse(decoder);
    expect(track.timestamps.length).toBeGreaterThan(2);
    for (const [row, at] of track.timestamps.entries()) {
      const options = { decoder, at, label: 'Fire', method: 'auto' } as const;
      const found = await service.explain(file, options, detachedTask());
      expect(found).toMatchObject({ model, backend: 'wasm', method: 'gradient', label: 'Fire' });
      const told = track.values.subarray(row * 6, row * 6 + 6);
      // The same frames and weights; only the size of the batches differs.
      found.probabilities.forEach((value, n) =>
        expect(Math.abs(value - (told[n] as number))).toBeLessThan(1e-5),
      );
      const sum = found.contributions.reduce((total, value) => total + value, 0);
      // The path rule of 64 points.
      expect(Math.abs(sum - (found.logit - found.baseline))).toBeLessThan(0.01);
      expect(found.maps.values).toHaveLength(4 * found.maps.width * found.maps.height);
    }
  },
);

test('covering patches can be stopped, and the next question is answered', async () => {
  const [at] = (await analyse('webcodecs')).track.timestamps;
  const options = { decoder: 'webcodecs', at: at as number, label: 'Fire', method: 'occlusion' } as const;
  const abort = new AbortController();
  const stopped = service.explain(file, options, { signal: abort.signal, onProgress: () => abort.abort() });
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  const found = await service.explain(file, options, detachedTask());
  expect(found).toMatchObject({ method: 'occlusion', maps: { width: 8, height: 8 } });
});

test('a class that the model does not know is one sentence', async () => {
  const options = { decoder: 'auto', at: 1, label: 'Flood', method: 'auto' } as const;
  await expect(service.explain(file, options, detachedTask())).rejects.toMatchObject({
    name: 'AppError',
    code: 'input-invalid',
    message: expect.stringContaining('Flood'),
  });
});
