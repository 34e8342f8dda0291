import { expect, test } from 'vitest';
import { evidenceMaps, sumsByStep } from '../../../../src/model/explain/evidence-maps.ts';

/** Two steps of a 1 × 2 map with two channels. */
const maps = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);

test('where features are means, a channel weighs the same at every place', () => {
  const gradient = Float32Array.of(10, 1, 0, -1);
  const shape = { pooling: 'average', height: 1, width: 2, channels: 2 } as const;
  const evidence = evidenceMaps(maps, gradient, shape);
  expect([...evidence]).toEqual([(10 + 2) / 2, (30 + 4) / 2, -6 / 2, -8 / 2]);
  // Σ gradient × feature, the features being means over the two places.
  expect([...sumsByStep(evidence, 2)]).toEqual([10 * 2 + 1 * 3, -7]);
});

test('where features are the map itself, each number has its own gradient', () => {
  const gradient = Float32Array.of(1, 10, 100, 1000, 0, 0, 0, 1);
  const shape = { pooling: 'flatten', height: 1, width: 2, channels: 2 } as const;
  expect([...evidenceMaps(maps, gradient, shape)]).toEqual([21, 4300, 0, 8]);
});
