import { afterAll, beforeAll, expect, test } from 'vitest';
import { detachedTask } from '../../../src/base/index.ts';
import { ComputeEngine, tf } from '../../../src/compute/index.ts';
import type { BackendName } from '../../../src/contract/index.ts';
import { Classifier, readModel } from '../../../src/model/index.ts';
import { toyModelFiles, toySize } from './toy-model.ts';

/* What explanations ask of a backend: the gradient through an LSTM head, and the last map beside the features. */

let files: File[];
const frames = Float32Array.from({ length: 3 * toySize * toySize * 3 }, (_, i) => Math.sin(i));
const windows = Float32Array.from({ length: 2 * 4 * 4 }, (_, i) => Math.cos(i));

beforeAll(async () => {
  await ComputeEngine.start('cpu', detachedTask());
  files = await toyModelFiles();
});

async function answersOn(backend: BackendName) {
  const engine = await ComputeEngine.start(backend, detachedTask());
  const bundle = await readModel({ kind: 'files', files }, new AbortController().signal);
  using classifier = await Classifier.create(bundle, engine);
  const before = tf.memory().numTensors;
  const { maps, features } = await classifier.embedWithMaps(frames, 3);
  const gradient = await classifier.logitGradient(windows, 2, 3);
  expect(tf.memory().numTensors).toBe(before);
  expect([...features]).toEqual([...(await classifier.embed(frames, 3))]);
  return { maps, features, gradient };
}

test.each(['wasm', 'webgpu'] as const)('on %s they are the cpu backend’s', async (backend) => {
  const expected = await answersOn('cpu');
  const actual = await answersOn(backend);
  expect(expected.maps).toHaveLength(3 * 8 * 8 * 4);
  expect(expected.gradient).toHaveLength(2 * 4 * 4);
  expect(Math.max(...expected.gradient.map(Math.abs))).toBeGreaterThan(0.01);
  // float32 rounding of a few hundred products.
  for (const part of ['maps', 'features', 'gradient'] as const)
    expected[part].forEach((value, i) =>
      expect(Math.abs((actual[part][i] ?? NaN) - value)).toBeLessThan(1e-5),
    );
});

afterAll(() => {
  tf.disposeVariables();
});
