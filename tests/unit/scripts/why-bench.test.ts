import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/index.ts';
import { filled, masked } from '../../../scripts/bench/why/fills.ts';
import { enlarged, highest, moved } from '../../../scripts/bench/why/masks.ts';
import { signTest } from '../../../scripts/bench/why/summary.ts';

const size = 10;

test('the highest fifth of each step is masked, and moving keeps its size', () => {
  const maps = { width: 2, height: 2, values: Float32Array.of(5, 1, 1, 1, 0, 0, 0, 9) };
  const masks = highest(enlarged(maps, 2, size), 2, 0.2);
  const sumOf = (of: Uint8Array, step: number) =>
    of.subarray(step * 100, (step + 1) * 100).reduce((sum, value) => sum + value, 0);
  expect([sumOf(masks, 0), sumOf(masks, 1)]).toEqual([20, 20]);
  expect([masks[0], masks[99], masks[100], masks[199]]).toEqual([1, 0, 0, 1]);
  const random = seededRandom(1);
  const elsewhere = Array.from({ length: 20 }, () => moved(masks, size, random));
  for (const other of elsewhere) expect([sumOf(other, 0), sumOf(other, 1)]).toEqual([20, 20]);
  expect(elsewhere.some((other) => other[0] === 0)).toBe(true);
});

test('masked pixels take the frame’s mean colour, the others stay', () => {
  const frame = Float32Array.from({ length: size * size * 3 }, (_, i) =>
    i % 3 === 0 ? Math.floor(i / 3) : 1,
  );
  const masks = new Uint8Array(size * size);
  masks[7] = 1;
  const out = masked(frame, filled(frame, 1, size, 'mean'), masks);
  expect([...out.subarray(18, 27)]).toEqual([6, 1, 1, 49.5, 1, 1, 8, 1, 1]);
});

test('a blurred frame keeps a flat colour and spreads a point', () => {
  const flat = new Float32Array(size * size * 3).fill(0.25);
  filled(flat, 1, size, 'blur').forEach((value) => expect(value).toBeCloseTo(0.25, 6));
  const point = new Float32Array(size * size * 3);
  point[(5 * size + 5) * 3] = 1;
  const spread = filled(point, 1, size, 'blur');
  expect(spread[(5 * size + 4) * 3]).toBeGreaterThan(0);
  expect(spread[(5 * size + 5) * 3]).toBeLessThan(0.2);
  expect(spread[(5 * size + 5) * 3 + 1]).toBe(0);
});

test('the sign test is the binomial’s', () => {
  // 2 Σ C(n, k) / 2ⁿ over k ≥ wins, in Python's exact integers.
  expect(signTest(9, 10)).toBeCloseTo(0.021484375, 9);
  expect(signTest(5, 10)).toBe(1);
  expect(signTest(60, 70) / 8.004823399455647e-10).toBeCloseTo(1, 9);
});
