import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fitModel } from '../../../../src/forecast/models/index.ts';
import { Network, type NetworkKind } from '../../../../src/forecast/models/network.ts';

interface Golden {
  readonly window: number;
  readonly rows: number;
  readonly units: number;
  readonly shown: number;
  readonly cases: readonly {
    readonly kind: NetworkKind;
    readonly depth: number;
    readonly count: number;
    readonly losses: readonly number[];
    readonly slopes: readonly number[];
    readonly weights: readonly number[];
    readonly outputs: readonly number[];
  }[];
}

/** From scripts/forecast/make_network_goldens.py: PyTorch in float64. */
const golden = JSON.parse(
  readFileSync(new URL('../../../fixtures/forecast/network.json', import.meta.url), 'utf8'),
) as Golden;
const { window, rows, units, shown } = golden;

/** Float32 sums of a few hundred products against float64. */
const tolerance = 5e-6;

test.each(golden.cases)('$kind: loss, slopes and three steps of Adam as PyTorch has them', (given) => {
  const network = new Network({ kind: given.kind, window, depth: given.depth, units, dropout: 0 }, 1, rows);
  network.setWeights(
    Float32Array.from({ length: network.weights.length }, (_, k) =>
      k < given.count ? 0.4 * Math.sin(1.7 * k + 0.3) : 0,
    ),
  );
  network.input.set(Float32Array.from({ length: window * rows * given.depth }, (_, k) => Math.sin(0.9 * k)));
  const targets = Float32Array.from({ length: rows }, (_, k) => Math.cos(1.3 * k));
  const losses = [network.train(targets, rows, 0.01)];
  given.slopes.forEach((slope, k) => {
    expect(Math.abs((network.gradient[k * shown] as number) - slope)).toBeLessThan(tolerance);
  });
  losses.push(network.train(targets, rows, 0.01), network.train(targets, rows, 0.01));
  losses.forEach((loss, k) => expect(loss).toBeCloseTo(given.losses[k] as number, 5));
  given.weights.forEach((weight, k) => {
    // Adam divides by the size of a slope: where that is near 0, its rounding moves a weight by part of a step.
    expect(Math.abs((network.weights[k * shown] as number) - weight)).toBeLessThan(2e-3);
  });
  network.predict(rows).forEach((value, row) => expect(value).toBeCloseTo(given.outputs[row] as number, 3));
});

test('rows do not know each other: any split into batches gives the same outputs', () => {
  const many = new Network({ kind: 'cnn-lstm', window, depth: 1, units: 16, dropout: 0.5 }, 3, 11);
  const single = new Network({ kind: 'cnn-lstm', window, depth: 1, units: 16, dropout: 0.5 }, 3, 1);
  const value = (step: number, row: number): number => Math.sin(step + 3 * row);
  for (let t = 0; t < window; t++)
    for (let row = 0; row < 11; row++) many.input[t * 11 + row] = value(t, row);
  const together = many.predict(11);
  together.forEach((output, row) => {
    for (let t = 0; t < window; t++) single.input[t] = value(t, row);
    expect(single.predict(1)[0]).toBe(output);
  });
});

test('one seed trains one network; dropout comes from it too', async () => {
  const values = Float64Array.from({ length: 200 }, (_, t) => 100 + 20 * Math.sin((2 * Math.PI * t) / 7));
  const days = Int32Array.from(values, (_, t) => 18000 + t);
  const input = {
    values,
    days,
    trainEnd: 160,
    season: 7,
    window: 14,
    seed: 5,
    network: { epochs: 40, units: 16, learningRate: 0.01 },
  };
  const task = { signal: new AbortController().signal };
  const [one, again] = [await fitModel('cnn-lstm', input, task), await fitModel('cnn-lstm', input, task)];
  expect(again.curve).toEqual(one.curve);
  const { training } = one.curve ?? { training: [] };
  expect(training.at(-1)).toBeLessThan((training[0] as number) / 2);
  const [predicted] = await one.predict([{ values, days, at: 170 }]);
  expect(Math.abs((predicted as number) - (values[170] as number))).toBeLessThan(15);
});
