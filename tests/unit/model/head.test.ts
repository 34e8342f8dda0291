import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { seededRandom } from '../../../src/base/index.ts';
import { tf } from '../../../src/compute/index.ts';
import type { HeadKind, ModelManifest, NamedWeight } from '../../../src/contract/index.ts';
import {
  grownHeadWeights,
  headLogits,
  headShape,
  headTopology,
  headWeightSpecs,
  headWeightsOf,
  initialHeadWeights,
  pixelBackboneTopology,
  storedWeights,
  uploadWeights,
  type HeadShape,
  type ModelBundle,
} from '../../../src/model/index.ts';
import golden from '../../fixtures/model/network.json';

const kinds: readonly HeadKind[] = ['hybrid', 'cnn', 'lstm'];
const small = (kind: HeadKind): HeadShape => headShape(kind, { labels: 3, window: 5, featureLength: 7 });

function shippedBundle(change: (files: Map<string, ArrayBuffer>) => void = () => undefined): ModelBundle {
  const read = (path: string) => {
    const bytes = readFileSync(`models/vigil-2/${path}`);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  };
  const manifest = JSON.parse(new TextDecoder().decode(read('manifest.json'))) as ModelManifest;
  const files = new Map(manifest.files.map(({ path }) => [path, read(path)]));
  change(files);
  return { manifest, identity: { id: manifest.id, sha256: '' }, files };
}

function noise(count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count }, () => random() - 0.5);
}

/** All weights random, so that no branch hides behind zeros. */
function randomWeights(shape: HeadShape): NamedWeight[] {
  return headWeightSpecs(shape).map(({ name, shape: sides }, at) => ({
    name,
    shape: sides,
    values: noise(
      sides.reduce((a, b) => a * b, 1),
      at + 1,
    ),
  }));
}

function layersModel(topology: object, weights: readonly NamedWeight[]): Promise<tf.LayersModel> {
  const all = Float32Array.from(weights.flatMap(({ values }) => [...values]));
  const weightSpecs = weights.map(({ name, shape }) => ({
    name,
    shape: [...shape],
    dtype: 'float32' as const,
  }));
  return tf.loadLayersModel({
    load: () => Promise.resolve({ modelTopology: topology, weightSpecs, weightData: all.buffer }),
  });
}

function logitsOf(
  kind: HeadKind,
  windows: Float32Array,
  shape: readonly number[],
  weights: readonly NamedWeight[],
) {
  return tf.tidy(() => {
    const steps = tf.transpose(tf.tensor3d(windows, shape as [number, number, number]), [1, 0, 2]);
    return headLogits(kind, { steps }, uploadWeights(weights)).dataSync() as Float32Array;
  });
}

function worst(actual: ArrayLike<number>, expected: Float32Array): number {
  return expected.reduce((max, value, i) => Math.max(max, Math.abs((actual[i] ?? NaN) - value)), 0);
}

vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('topology', () => {
  test('the hybrid head is the shipped model’s', () => {
    const json = JSON.parse(readFileSync('models/vigil-2/head/model.json', 'utf8')) as {
      modelTopology: object;
    };
    const shape = headShape('hybrid', { labels: 6, window: 8, featureLength: 512 });
    // JSON has no undefined and no readonly; both sides pass through it.
    expect(JSON.parse(JSON.stringify(headTopology(shape)))).toEqual(json.modelTopology);
  });

  test.each(kinds)('the operations of the %s head give the logits of its layers model', async (kind) => {
    const before = tf.memory().numTensors;
    const shape = small(kind);
    const weights = randomWeights(shape);
    const model = await layersModel(headTopology(shape), weights);
    const windows = noise(4 * 5 * 7, 99);
    const expected = tf.tidy(() => (model.predict(tf.tensor(windows, [4, 5, 7])) as tf.Tensor).dataSync());
    // The sums are taken in another order: float32 rounding of at most 96 products of about 0.1.
    expect(worst(logitsOf(kind, windows, [4, 5, 7], weights), expected as Float32Array)).toBeLessThan(1e-5);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('the pixel backbone averages squares of the input, row by row', async () => {
    const model = await layersModel(pixelBackboneTopology(32), []);
    const frame = noise(32 * 32 * 3, 5);
    const out = tf.tidy(() => (model.predict(tf.tensor(frame, [1, 32, 32, 3])) as tf.Tensor).dataSync());
    const at = (y: number, x: number, c: number) => frame[(y * 32 + x) * 3 + c] as number;
    const mean = (at(6, 10, 1) + at(6, 11, 1) + at(7, 10, 1) + at(7, 11, 1)) / 4;
    expect(out).toHaveLength(768);
    expect(out[(3 * 16 + 5) * 3 + 1]).toBeCloseTo(mean, 6);
    model.dispose();
    expect(() => pixelBackboneTopology(100)).toThrow(expect.objectContaining({ code: 'model-incompatible' }));
  });
});

describe('reading a model’s head', () => {
  test('the shipped head gives PyTorch’s logits', () => {
    const { shape, weights } = headWeightsOf(shippedBundle());
    expect(shape).toEqual(headShape('hybrid', { labels: 6, window: 8, featureLength: 512 }));
    const bytes = readFileSync('tests/fixtures/model/network.bin');
    const part = ({ offset, shape: sides }: { offset: number; shape: number[] }) => {
      const length = sides.reduce((a, b) => a * b, 1);
      return new Float32Array(
        bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + 4 * length),
      );
    };
    const { input, logits } = golden.head;
    // float32 sums of 512 products of a few units, in another order than PyTorch's.
    expect(worst(logitsOf('hybrid', part(input), input.shape, weights), part(logits))).toBeLessThan(1e-4);
  });

  const changedJson = (change: (text: string) => string) =>
    shippedBundle((files) => {
      const text = new TextDecoder().decode(files.get('head/model.json'));
      files.set('head/model.json', new TextEncoder().encode(change(text)).buffer);
    });

  test.each([
    ['another activation', (text: string) => text.replace('"relu"', '"tanh"')],
    ['another layer', (text: string) => text.replace('"class_name": "LSTM"', '"class_name": "GRU"')],
    ['no layers', () => '{}'],
  ])('%s is refused', (_what, change) => {
    const bundle = changedJson((text) => {
      const changed = change(JSON.stringify(JSON.parse(text), null, 1));
      expect(changed).not.toBe(JSON.stringify(JSON.parse(text), null, 1));
      return changed;
    });
    expect(() => headWeightsOf(bundle)).toThrow(expect.objectContaining({ code: 'model-incompatible' }));
  });

  test('weights that are cut short, too long or not finite are refused', () => {
    const cases: ((bytes: Uint8Array) => Uint8Array)[] = [
      (bytes) => bytes.slice(0, -2),
      (bytes) => Uint8Array.from([...bytes, 0, 0]),
      (bytes) => bytes.fill(0xff, 10, 12),
    ];
    for (const change of cases) {
      const bundle = shippedBundle((files) => {
        const bytes = new Uint8Array(files.get('head/weights.bin') as ArrayBuffer).slice();
        files.set('head/weights.bin', change(bytes).slice().buffer as ArrayBuffer);
      });
      expect(() => headWeightsOf(bundle)).toThrow(expect.objectContaining({ code: 'model-incompatible' }));
    }
  });

  test('stored numbers are read as TensorFlow.js reads them', () => {
    const bytes = Uint8Array.from({ length: 24 }, (_, i) => (i * 7) % 60);
    const affine = { scale: 0.25, min: -3, original_dtype: 'float32' as const };
    const weights = [
      { name: 'plain', shape: [2], dtype: 'float32' as const },
      { name: 'half', shape: [2, 2], dtype: 'float32' as const, quantization: { dtype: 'float16' as const } },
      {
        name: 'byte',
        shape: [4],
        dtype: 'float32' as const,
        quantization: { dtype: 'uint8' as const, ...affine },
      },
      {
        name: 'word',
        shape: [2],
        dtype: 'float32' as const,
        quantization: { dtype: 'uint16' as const, ...affine },
      },
    ];
    const ours = storedWeights([{ paths: ['a', 'b'], weights }], (path) =>
      path === 'a' ? bytes.slice(0, 9).buffer : bytes.slice(9).buffer,
    );
    const theirs = tf.io.decodeWeights(bytes.buffer, weights as tf.io.WeightsManifestEntry[]);
    for (const { name, values } of ours)
      expect([...values]).toEqual([...(theirs[name] as tf.Tensor).dataSync()]);
    tf.dispose(theirs);
  });
});

describe('weights to start from', () => {
  test.each(kinds)('%s: named and shaped as the head wants them, the same for the same seed', (kind) => {
    const shape = small(kind);
    const weights = initialHeadWeights(shape, 3);
    expect(weights.map((weight) => ({ name: weight.name, shape: weight.shape }))).toEqual(
      headWeightSpecs(shape),
    );
    expect(initialHeadWeights(shape, 3)).toEqual(weights);
    expect(initialHeadWeights(shape, 4)).not.toEqual(weights);
  });

  test('the recurrent kernel has orthonormal rows, forget gates start open, kernels spread as Glorot says', () => {
    const weights = initialHeadWeights(headShape('lstm', { labels: 6, window: 8, featureLength: 512 }), 1);
    const valuesOf = (name: string) => weights.find((weight) => weight.name === name)?.values as Float32Array;
    const recurrent = valuesOf('lstm/recurrent_kernel');
    const row = (n: number) => recurrent.subarray(n * 192, (n + 1) * 192);
    const dot = (a: Float32Array, b: Float32Array) =>
      a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
    expect(dot(row(3), row(3))).toBeCloseTo(1, 6);
    expect(dot(row(3), row(40))).toBeCloseTo(0, 6);
    const bias = valuesOf('lstm/bias');
    expect([bias[47], bias[48], bias[95], bias[96]]).toEqual([0, 1, 1, 0]);
    const kernel = valuesOf('project/kernel');
    const spread = Math.sqrt(kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length);
    // A uniform on ±√(6/(in+out)) has the deviation √(2/(in+out)); 49,152 draws stray by less than 1 %.
    expect(spread / Math.sqrt(2 / (512 + 96))).toBeCloseTo(1, 2);
  });

  test('a grown head keeps the logits of the classes it knew, whatever their order', () => {
    const shape = small('hybrid');
    const weights = randomWeights(shape);
    const grown = grownHeadWeights(weights, ['a', 'b', 'c'], ['c', 'new', 'a', 'b'], 1);
    const windows = noise(2 * 5 * 7, 8);
    const old = logitsOf('hybrid', windows, [2, 5, 7], weights);
    const now = logitsOf('hybrid', windows, [2, 5, 7], grown);
    for (const row of [0, 1]) {
      const [c, fresh, a, b] = now.subarray(row * 4, row * 4 + 4);
      expect([a, b, c]).toEqual([...old.subarray(row * 3, row * 3 + 3)]);
      expect(Math.abs(fresh as number)).toBeLessThan(0.2);
      expect(fresh).not.toBe(0);
    }
    const less = grownHeadWeights(weights, ['a', 'b', 'c'], ['b'], 1);
    expect(less.find(({ name }) => name === 'frame_logits/kernel')?.shape).toEqual([7, 1]);
    expect(logitsOf('hybrid', windows, [2, 5, 7], less)[1]).toBeCloseTo(old[4] as number, 6);
  });
});
