import { describe, expect, test } from 'vitest';
import { axisWeights, tapGroup, weightUnit } from '../../../src/video/axis-weights.ts';
import { resizePlane } from '../../../src/video/resize-plane.ts';
import { seededRandom } from '../../../src/base/index.ts';

/** Area average straight from its definition, for one axis. */
function averaged(input: readonly number[], output: number): number[] {
  const scale = input.length / output;
  return Array.from({ length: output }, (_, i) => {
    const [begin, end] = [i * scale, (i + 1) * scale];
    return input.reduce(
      (sum, v, x) => sum + (v * Math.max(0, Math.min(end, x + 1) - Math.max(begin, x))) / scale,
      0,
    );
  });
}

function resizedRow(input: readonly number[], output: number): number[] {
  const plane = { data: Uint8Array.from(input), offset: 0, stride: input.length, step: 1 };
  const out = resizePlane(plane, axisWeights(input.length, output), axisWeights(1, 1));
  return [...out].map((value) => value / 8);
}

describe('weights', () => {
  test.each([
    [1280, 455],
    [720, 256],
    [1920, 7],
    [3, 2],
    [5, 5],
    [120, 160],
    [1, 9],
    [2, 300],
    [640, 1],
  ])('of %i to %i add up and stay within the axis', (input, output) => {
    const { taps, first, weights } = axisWeights(input, output);
    for (let i = 0; i < output; i++) {
      const row = weights.subarray(i * taps, (i + 1) * taps);
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBe(weightUnit);
      expect(row.every((weight) => weight >= 0)).toBe(true);
      expect(first[i]).toBeGreaterThanOrEqual(0);
      const used = row.findLastIndex((weight) => weight !== 0) + 1;
      expect((first[i] as number) + used).toBeLessThanOrEqual(input);
    }
  });

  test('of a whole ratio average equally, of equal lengths copy', () => {
    const half = axisWeights(8, 4);
    expect([half.taps, ...half.first]).toEqual([tapGroup, 0, 2, 4, 6]);
    expect([...half.weights.subarray(0, 4)]).toEqual([weightUnit / 2, weightUnit / 2, 0, 0]);
    const same = axisWeights(4, 4);
    expect([...same.first]).toEqual([0, 1, 2, 3]);
    expect([...same.weights.subarray(0, 4)]).toEqual([weightUnit, 0, 0, 0]);
  });
});

describe('a plane', () => {
  const random = seededRandom(1);
  const noise = (length: number) => Array.from({ length }, () => Math.floor(random() * 256));

  test.each([
    [1280, 455],
    [101, 100],
    [160, 7],
    [9, 1],
  ])('of %i samples shrinks to %i by exact overlap', (input, output) => {
    const row = noise(input);
    const expected = averaged(row, output);
    resizedRow(row, output).forEach((value, i) =>
      expect(Math.abs(value - (expected[i] as number))).toBeLessThan(0.2),
    );
  });

  test('enlarges linearly between centres and holds the edges', () => {
    expect(resizedRow([0, 80], 4)).toEqual([0, 20, 60, 80]);
  });

  test('reads stride, offset, interleaved and deep samples', () => {
    const interleaved = Uint8Array.from([9, 10, 99, 20, 99, 0, 0, 30, 99, 40, 99, 0]);
    const plane = { data: interleaved, offset: 1, stride: 6, step: 2 };
    const small = resizePlane(plane, axisWeights(2, 1), axisWeights(2, 1));
    expect([...small].map((value) => value / 8)).toEqual([25]);
    const deep = { data: Uint16Array.from([1020, 1020, 1020, 1020]), offset: 0, stride: 2, step: 1 };
    expect(resizePlane(deep, axisWeights(2, 1), axisWeights(2, 1), 10)[0]).toBe(255 * 8);
  });
});
