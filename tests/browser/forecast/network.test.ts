import { expect, test } from 'vitest';
import { fitModel } from '../../../src/forecast/models/index.ts';

test('a CNN-LSTM trains in the browser, with fused multiply-add where it has that', async () => {
  const values = Float64Array.from({ length: 200 }, (_, t) => 100 + 20 * Math.sin((2 * Math.PI * t) / 7));
  const days = Int32Array.from(values, (_, t) => 18000 + t);
  const model = await fitModel(
    'cnn-lstm',
    {
      values,
      days,
      trainEnd: 160,
      season: 7,
      window: 14,
      seed: 1,
      network: { epochs: 40, units: 16, learningRate: 0.01 },
    },
    { signal: new AbortController().signal },
  );
  const [predicted] = await model.predict([{ values, days, at: 170 }]);
  expect(Math.abs((predicted as number) - (values[170] as number))).toBeLessThan(15);
});
