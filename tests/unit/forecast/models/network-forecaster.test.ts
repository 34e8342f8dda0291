import { expect, test } from 'vitest';
import { detachedTask } from '../../../../src/base/index.ts';
import type { NetworkSettings } from '../../../../src/contract/index.ts';
import { fitModel, paperNetwork, type FittedModel } from '../../../../src/forecast/models/index.ts';

const days = Int32Array.from({ length: 240 }, (_, t) => 18000 + t);
const values = Float64Array.from(
  days,
  (_, t) => 100 + 20 * Math.sin((2 * Math.PI * t) / 7) + ((t * 37) % 11),
);

function fit(network: Partial<NetworkSettings>): Promise<FittedModel> {
  const input = { values, days, trainEnd: 200, season: 7, window: 14, seed: 2 };
  return fitModel(
    'lstm',
    { ...input, network: { units: 16, learningRate: 0.01, ...network } },
    detachedTask(),
  );
}

async function forecast(model: FittedModel, shift: number): Promise<number> {
  const moved = values.map((value) => value + shift);
  const [value] = await model.predict([{ values: moved, days, at: 220 }]);
  return value as number;
}

test('measured from the last week, a level that was never seen is like any other', async () => {
  const model = await fit({ epochs: 4 });
  // Sums of seven float64 numbers, and a float32 network between.
  expect((await forecast(model, 1000)) - (await forecast(model, 0))).toBeCloseTo(1000, 3);
});

test('measured by the span, as the paper does, it is not', async () => {
  const model = await fit({ epochs: 4, ...paperNetwork });
  expect(Math.abs((await forecast(model, 1000)) - (await forecast(model, 0)) - 1000)).toBeGreaterThan(100);
});

test('a fixed training runs all epochs and keeps the mean of the weights at its end', async () => {
  const { curve } = await fit({ epochs: 12, patience: 1 });
  expect(curve?.validation).toHaveLength(12);
  expect(curve?.bestEpoch).toBe(11);
});

test('an early one ends when patience does, and keeps the best', async () => {
  const { curve } = await fit({ epochs: 60, patience: 2, learningRate: 0.05, ...paperNetwork });
  const errors = [...(curve?.validation ?? [])];
  expect(curve?.bestEpoch).toBe(errors.indexOf(Math.min(...errors)));
  expect(errors.length).toBeLessThan(60);
  expect(errors).toHaveLength((curve?.bestEpoch ?? 0) + 3);
});
