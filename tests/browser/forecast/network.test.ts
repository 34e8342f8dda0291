import { expect, test } from 'vitest';
import { detachedTask } from '../../../src/base/index.ts';
import { ComputeEngine, tf } from '../../../src/compute/index.ts';
import { fitModel } from '../../../src/forecast/models/index.ts';

test('a CNN-LSTM trains on WebAssembly and leaks nothing', async () => {
  await ComputeEngine.start('wasm', detachedTask());
  const values = Float64Array.from({ length: 200 }, (_, t) => 100 + 20 * Math.sin((2 * Math.PI * t) / 7));
  const days = Int32Array.from(values, (_, t) => 18000 + t);
  const before = tf.memory().numTensors;
  const model = await fitModel(
    'cnn-lstm',
    { values, days, trainEnd: 160, season: 7, window: 14, seed: 1, network: { epochs: 3 } },
    { signal: new AbortController().signal },
  );
  const predicted = await model.predict([{ values, days, at: 170 }]);
  model.dispose?.();
  expect(Number.isFinite(predicted[0])).toBe(true);
  expect(tf.memory().numTensors).toBe(before);
});
