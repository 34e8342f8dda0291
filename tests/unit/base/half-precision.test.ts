import { describe, expect, it } from 'vitest';
import { fromHalf, seededRandom, toHalf } from '../../../src/base/index.ts';

const of = (value: number) => toHalf([value])[0] as number;

describe('half precision', () => {
  it('gives the bit patterns of IEEE 754', () => {
    const known: [number, number][] = [
      [0, 0x0000],
      [-0, 0x8000],
      [1, 0x3c00],
      [-2, 0xc000],
      [65504, 0x7bff],
      [1 / 3, 0x3555],
      [2 ** -24, 0x0001],
      [2 ** -14, 0x0400],
      [2 ** -14 - 2 ** -24, 0x03ff],
      [Infinity, 0x7c00],
      [-Infinity, 0xfc00],
    ];
    for (const [value, pattern] of known) expect([value, of(value)]).toEqual([value, pattern]);
  });

  it('rounds to nearest, ties to even, and overflows to infinity', () => {
    expect(of(2049)).toBe(of(2048));
    expect(of(2051)).toBe(of(2052));
    expect(of(65519)).toBe(0x7bff);
    expect(of(65520)).toBe(0x7c00);
    expect(of(2 ** -25)).toBe(0);
    expect(of(2 ** -25 * 1.0001)).toBe(1);
    expect(of(2 ** -14 - 2 ** -26)).toBe(0x0400);
  });

  it('brings every half back to itself', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, n) => n).filter((n) => (n & 0x7c00) !== 0x7c00);
    expect(toHalf(fromHalf(all))).toEqual(all);
    expect(fromHalf(toHalf([NaN]))[0]).toBeNaN();
  });

  it('is off by at most half a unit in the last place', () => {
    const random = seededRandom(1);
    const values = Float32Array.from({ length: 10_000 }, () => (random() - 0.5) * 2 ** (random() * 24 - 12));
    const back = fromHalf(toHalf(values));
    for (const [n, value] of values.entries())
      expect(Math.abs((back[n] as number) - value)).toBeLessThanOrEqual(
        Math.max(Math.abs(value) * 2 ** -11, 2 ** -25),
      );
  });
});
