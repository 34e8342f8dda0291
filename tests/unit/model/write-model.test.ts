import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { detachedTask, fromHalf, seededRandom, toHalf } from '../../../src/base/index.ts';
import { ComputeEngine, tf } from '../../../src/compute/index.ts';
import type { ModelFiles, ModelManifest } from '../../../src/contract/index.ts';
import { backboneOf, Classifier, readModel, writeModel, type ModelParts } from '../../../src/model/index.ts';
import { randomHead, smallParts, smallSize } from './small-model.ts';

const { signal } = detachedTask();
let engine: ComputeEngine;

beforeAll(async () => {
  engine = await ComputeEngine.start('cpu', detachedTask());
});

const asFiles = ({ files }: ModelFiles): File[] =>
  files.map(({ path, bytes }) => new File([bytes], path.replaceAll('/', '__')));
const readBack = async (model: ModelFiles) => readModel({ kind: 'files', files: asFiles(model) }, signal);

function noise(length: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => random() * 2 - 1);
}

/** The network of `parts` made by TensorFlow.js from the topology and the numbers, past any file. */
async function directly(topology: object, weights: readonly [string, readonly number[], Float32Array][]) {
  const weightData = Float32Array.from(weights.flatMap(([, , values]) => [...values])).buffer;
  const weightSpecs = weights.map(([name, shape]) => ({
    name,
    shape: [...shape],
    dtype: 'float32' as const,
  }));
  return tf.loadLayersModel({ load: async () => ({ modelTopology: topology, weightSpecs, weightData }) });
}

async function outputsOf(model: tf.LayersModel, input: Float32Array, shape: number[]): Promise<Float32Array> {
  const result = tf.tidy(() => model.predict(tf.tensor(input, shape)) as tf.Tensor);
  const values = (await result.data()) as Float32Array;
  result.dispose();
  model.dispose();
  return values;
}

describe.each(['hybrid', 'cnn', 'lstm'] as const)('a %s model, written and read again', (kind) => {
  test('gives what its numbers give', async () => {
    const parts = smallParts(kind);
    const { featureLength } = parts.manifest.backbone;
    const frames = noise(2 * smallSize * smallSize * 3, 1);
    const windows = noise(3 * 5 * featureLength, 2);
    using classifier = await Classifier.create(await readBack(await writeModel(parts)), engine);

    const head = await directly(
      parts.head.topology,
      parts.head.weights.map(({ name, shape, values }) => [name, shape, values]),
    );
    expect(await classifier.classify(windows, 3)).toEqual(
      await outputsOf(head, windows, [3, 5, featureLength]),
    );

    const all = fromHalf(new Uint16Array(parts.backbone.bytes));
    const backbone = await directly(
      parts.backbone.topology,
      parts.backbone.specs.map(({ name, shape }, n) => [
        name,
        shape,
        n === 0 ? all.slice(0, 108) : all.slice(108),
      ]),
    );
    expect(await classifier.embed(frames, 2)).toEqual(
      await outputsOf(backbone, frames, [2, smallSize, smallSize, 3]),
    );
  });
});

test('reading leaves no tensor behind', async () => {
  const model = await writeModel(smallParts());
  const before = tf.memory().numTensors;
  (await Classifier.create(await readBack(model), engine))[Symbol.dispose]();
  expect(tf.memory().numTensors).toBe(before);
});

test('the same parts give the same bytes, another date other ones', async () => {
  const bytesOf = ({ files }: ModelFiles) =>
    files.map(({ path, bytes }) => [path, [...new Uint8Array(bytes)]]);
  const [first, second] = [await writeModel(smallParts()), await writeModel(smallParts())];
  expect(bytesOf(second)).toEqual(bytesOf(first));
  expect(second.identity).toEqual(first.identity);
  const parts = smallParts();
  const later = await writeModel({
    ...parts,
    manifest: { ...parts.manifest, created: '2026-02-02T00:00:00Z' },
  });
  expect(later.identity.sha256).not.toBe(first.identity.sha256);
});

test('the manifest states the size and SHA-256 of every file, and the identity is its own', async () => {
  const { createHash } = await import('node:crypto');
  const { manifest, identity, files } = await writeModel(smallParts());
  const sha256 = (bytes: ArrayBuffer) => createHash('sha256').update(new Uint8Array(bytes)).digest('hex');
  const [own, ...others] = files;
  expect(own?.path).toBe('manifest.json');
  expect(identity).toEqual({ id: 'small', sha256: sha256(own?.bytes as ArrayBuffer) });
  expect(manifest.files).toEqual(
    others.map(({ path, bytes }) => ({ path, sizeBytes: bytes.byteLength, sha256: sha256(bytes) })),
  );
  expect(JSON.parse(new TextDecoder().decode(own?.bytes))).toEqual(manifest);
});

test('fitted backbone weights take the place of the old ones, rounded to half precision', async () => {
  const parts = smallParts();
  const bias = { name: 'conv/bias', shape: [4], values: Float32Array.of(0.1, -7, 1e-3, 65504) };
  const written = await writeModel({ ...parts, backbone: { ...parts.backbone, replaced: [bias] } });
  const { bytes } = written.files.find(
    ({ path }) => path === 'backbone/weights.bin',
  ) as ModelFiles['files'][number];
  expect(new Uint16Array(bytes).slice(108)).toEqual(toHalf(bias.values));
  expect(new Uint16Array(bytes).slice(0, 108)).toEqual(new Uint16Array(parts.backbone.bytes).slice(0, 108));
});

test('a file that goes with the model is listed, hashed and read back', async () => {
  const extra = [{ path: 'dataset.json', bytes: new TextEncoder().encode('[]').buffer }];
  const { files, manifest } = await readBack(await writeModel({ ...smallParts(), extra }));
  expect(manifest.files.at(-1)).toMatchObject({ path: 'dataset.json', sizeBytes: 2 });
  expect(new TextDecoder().decode(files.get('dataset.json'))).toBe('[]');
});

test.each([
  ['an unknown weight', { name: 'conv/other', shape: [4], values: new Float32Array(4) }],
  ['a weight of another shape', { name: 'conv/bias', shape: [2, 2], values: new Float32Array(4) }],
])('%s cannot be replaced', async (_, weight) => {
  const parts = smallParts();
  const wrong: ModelParts = { ...parts, backbone: { ...parts.backbone, replaced: [weight] } };
  await expect(writeModel(wrong)).rejects.toMatchObject({ code: 'model-incompatible' });
});

test('the shipped backbone goes over unchanged', async () => {
  const root = 'models/vigil-2';
  const listed = JSON.parse(readFileSync(`${root}/manifest.json`, 'utf8')) as Pick<ModelManifest, 'files'>;
  const paths = ['manifest.json', ...listed.files.map(({ path }) => path)];
  const files = paths.map((path) => new File([readFileSync(`${root}/${path}`)], path.replaceAll('/', '__')));
  const shipped = await readModel({ kind: 'files', files }, signal);
  const parts = smallParts();
  const { inputSize, featureLength } = shipped.manifest.backbone;
  const backbone = { architecture: 'as shipped', inputSize, featureLength };
  const head = randomHead('lstm', 3, featureLength);
  const written = await readBack(
    await writeModel({ manifest: { ...parts.manifest, backbone }, head, backbone: backboneOf(shipped) }),
  );
  const weights = 'backbone/weights.bin';
  expect(written.manifest.files.find(({ path }) => path === weights)).toEqual(
    shipped.manifest.files.find(({ path }) => path === weights),
  );
});
