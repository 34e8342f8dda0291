import { expect, test } from 'vitest';
import { detachedTask, seededRandom } from '../../../src/base/index.ts';
import { ComputeEngine, tf } from '../../../src/compute/index.ts';
import {
  Classifier,
  SplitBackbone,
  readModel,
  tailFeatures,
  uploadWeights,
} from '../../../src/model/index.ts';

test('the shipped backbone parts before its last two blocks and gives the same features', async () => {
  const engine = await ComputeEngine.start('wasm', detachedTask());
  const before = tf.memory().numTensors;
  const url = new URL('/models/vigil-2/', location.href).href;
  const bundle = await readModel({ kind: 'url', url }, new AbortController().signal);
  const random = seededRandom(1);
  const frames = Float32Array.from({ length: 2 * 160 * 160 * 3 }, () => 2 * random() - 1);
  const classifier = await Classifier.create(bundle, engine);
  const expected = await classifier.embed(frames, 2);
  const split = await SplitBackbone.create(bundle);
  const { tail } = split;
  expect(tail.mapShape).toEqual([10, 10, 256]);
  expect(tail.layers.map(({ name }) => name)).toEqual(['conv23', 'conv24', 'conv25', 'conv26', 'features']);
  const maps = await split.maps(frames, 2);
  const ours = tf.tidy(() =>
    tailFeatures(tf.tensor(maps, [2, 10, 10, 256]), tail, uploadWeights(tail.weights)),
  );
  const values = await ours.data();
  ours.dispose();
  const scale = Math.max(...expected);
  // Sums of 512 float32 products in another order.
  expected.forEach((value, i) => expect(Math.abs((values[i] ?? NaN) - value) / scale).toBeLessThan(1e-5));
  split[Symbol.dispose]();
  classifier[Symbol.dispose]();
  expect(tf.memory().numTensors).toBe(before);
});
