import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { detachedTask } from '../../../src/base/index.ts';
import { ComputeEngine, tf } from '../../../src/compute/index.ts';
import type { BackendName } from '../../../src/contract/index.ts';
import { Classifier, readModel } from '../../../src/model/index.ts';
import { toyModelFiles, toySize } from './toy-model.ts';

let files: File[];
const signal = new AbortController().signal;
const frames = Float32Array.from({ length: 3 * toySize * toySize * 3 }, (_, i) => Math.sin(i));
const windows = Float32Array.from({ length: 2 * 4 * 4 }, (_, i) => Math.cos(i));

beforeAll(async () => {
  await ComputeEngine.start('cpu', detachedTask());
  files = await toyModelFiles();
});

async function classifierOn(backend: BackendName) {
  const engine = await ComputeEngine.start(backend, detachedTask());
  const bundle = await readModel({ kind: 'files', files }, signal);
  return { engine, classifier: await Classifier.create(bundle, engine) };
}

describe.each(['wasm', 'webgpu'] as const)('on %s', (backend) => {
  test('features and logits equal the cpu backend’s', async () => {
    const run = async (name: BackendName) => {
      const { classifier } = await classifierOn(name);
      using _ = classifier;
      return { features: await classifier.embed(frames, 3), logits: await classifier.classify(windows, 2) };
    };
    const expected = await run('cpu');
    const actual = await run(backend);
    expect(actual.features).toHaveLength(3 * 4);
    expect(actual.logits).toHaveLength(2 * 6);
    // float32 rounding of a few hundred products.
    for (const part of ['features', 'logits'] as const) {
      expected[part].forEach((value, i) =>
        expect(Math.abs((actual[part][i] ?? NaN) - value)).toBeLessThan(1e-5),
      );
    }
  });
});

test('the tensor count stays flat over batches and falls back when disposed', async () => {
  const { classifier } = await classifierOn('wasm');
  const loaded = tf.memory().numTensors;
  for (let n = 0; n < 20; n++) {
    await classifier.embed(frames, 3);
    await classifier.classify(windows, 2);
  }
  expect(tf.memory().numTensors).toBe(loaded);
  classifier[Symbol.dispose]();
  expect(tf.memory().numTensors).toBe(0);
});

test('a device lost in the middle is rebuilt and the batch repeated', async () => {
  const { engine, classifier } = await classifierOn('webgpu');
  const before = await classifier.embed(frames, 3);
  let rebuilt = 0;
  classifier.onRebuilt = () => rebuilt++;
  (tf.backend() as unknown as { device: GPUDevice }).device.destroy();
  await expect.poll(() => engine.lost).toBe(true);
  const after = await classifier.embed(frames, 3);
  expect(rebuilt).toBe(1);
  expect([...after]).toEqual([...before]);
});

describe('a model that is not right', () => {
  const read = (given: File[]) => readModel({ kind: 'files', files: given }, signal);
  const changed = (name: string, change: (text: string) => string) =>
    Promise.all(
      files.map(async (file) => (file.name === name ? new File([change(await file.text())], name) : file)),
    );

  test('a changed weight byte is found by its hash', async () => {
    const weights = new Uint8Array(
      await (files.find(({ name }) => name === 'head__weights.bin') as File).arrayBuffer(),
    );
    weights[7] = (weights[7] as number) ^ 1;
    const given = files.map((file) =>
      file.name === 'head__weights.bin' ? new File([weights], file.name) : file,
    );
    await expect(read(given)).rejects.toMatchObject({
      code: 'model-corrupt',
      message: expect.stringContaining('head/weights.bin'),
    });
  });
  test('a missing file is named', async () => {
    const given = files.filter(({ name }) => name !== 'head__model.json');
    await expect(read(given)).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('head/model.json'),
    });
  });
  test('not JSON, and not a manifest, are told apart', async () => {
    await expect(read(await changed('manifest.json', () => 'hello'))).rejects.toMatchObject({
      code: 'model-incompatible',
      message: expect.stringContaining('not valid JSON'),
    });
    await expect(
      read(await changed('manifest.json', (text) => text.replace('"fps":4', '"fps":0'))),
    ).rejects.toMatchObject({
      code: 'model-incompatible',
      message: expect.stringContaining('sampling.fps'),
    });
  });
  test('a path that leaves the model folder is refused', async () => {
    const given = await changed('manifest.json', (text) =>
      text.replace('head/weights.bin', '../secrets.bin'),
    );
    await expect(read(given)).rejects.toMatchObject({ code: 'model-incompatible' });
  });
  test('shapes other than the manifest’s are refused before anything runs', async () => {
    const engine = await ComputeEngine.start('cpu', detachedTask());
    const before = tf.memory().numTensors;
    const refusal = { code: 'model-incompatible', message: expect.stringContaining('[4]') };
    const given = await changed('manifest.json', (text) =>
      text.replace('"featureLength":4', '"featureLength":5'),
    );
    await expect(read(given)).rejects.toMatchObject(refusal);
    // The same again for a bundle that was not read from files.
    const bundle = await read(await toyModelFiles());
    const backbone = { ...bundle.manifest.backbone, featureLength: 5 };
    const altered = { ...bundle, manifest: { ...bundle.manifest, backbone } };
    await expect(Classifier.create(altered, engine)).rejects.toMatchObject(refusal);
    expect(tf.memory().numTensors).toBe(before);
  });
});

afterAll(() => {
  tf.disposeVariables();
});
