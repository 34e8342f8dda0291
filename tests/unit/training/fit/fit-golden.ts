import { expect } from 'vitest';
import type { NamedWeight } from '../../../../src/contract/index.ts';
import golden from '../../../fixtures/training/fit-head.json';

/** The filling that scripts/goldens/fit_head.py shares. */
export function fill(count: number, seed: number, scale: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(seed + 1.7 * i) * scale);
}

/** The weights of one kind of head, in the order of headWeightSpecs. */
export function goldenWeights(kind: string): NamedWeight[] {
  return golden.weights
    .filter(({ name }) => (name.startsWith('frame') ? kind !== 'lstm' : kind !== 'cnn'))
    .map(({ name, shape, seed, scale }) => ({
      name,
      shape,
      values: fill(
        shape.reduce((a, b) => a * b, 1),
        seed,
        scale,
      ),
    }));
}

/** Holds some slopes of every array to central differences of the loss. */
export async function expectDifferences(
  weights: readonly NamedWeight[],
  slopes: readonly Float32Array[],
  lossAt: (changed: readonly NamedWeight[]) => number | Promise<number>,
): Promise<void> {
  const step = 2.5e-3;
  for (const [at, weight] of weights.entries()) {
    for (const i of [0, Math.floor(weight.values.length / 2), weight.values.length - 1]) {
      const shifted = (by: number) =>
        weights.map((other) =>
          other === weight ? { ...other, values: other.values.map((v, k) => (k === i ? v + by : v)) } : other,
        );
      const numeric = ((await lossAt(shifted(step))) - (await lossAt(shifted(-step)))) / (2 * step);
      // Two float32 losses near 1 carry roundings of about 2e-7 each: 8e-5 over 2 · 0.0025. A relu that turns within
      // the step adds a share of the step, which is less.
      expect(Math.abs(numeric - (slopes[at]?.[i] ?? NaN))).toBeLessThan(2e-4);
    }
    // No weight is left out: each array moves the loss.
    expect(Math.max(...(slopes[at] ?? []).map(Math.abs))).toBeGreaterThan(5e-4);
  }
}
