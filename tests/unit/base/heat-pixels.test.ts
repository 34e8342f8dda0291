import { expect, test } from 'vitest';
import { heatColour, heatPixels } from '../../../src/base/index.ts';

/** Relative luminance by sRGB, WCAG 2.2. */
function luminance([red, green, blue]: readonly number[]): number {
  const linear = [red, green, blue].map((value) => {
    const share = (value ?? 0) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
}

test('more evidence is always lighter and never more transparent', () => {
  const colours = Array.from({ length: 101 }, (_, n) => heatColour(n / 100));
  for (let n = 1; n < colours.length; n++) {
    expect(luminance(colours[n] ?? [])).toBeGreaterThanOrEqual(luminance(colours[n - 1] ?? []));
    expect(colours[n]?.[3]).toBeGreaterThanOrEqual(colours[n - 1]?.[3] ?? NaN);
  }
  expect(heatColour(0)[3]).toBe(0);
  expect(heatColour(2)).toEqual(heatColour(1));
});

test('a cell’s middle has its own colour, and the way between two middles is even', () => {
  const { width, height, data } = heatPixels({ width: 2, height: 1, values: Float32Array.of(0, 1) });
  expect([width, height]).toEqual([32, 16]);
  const at = (x: number) => [...data.subarray((5 * width + x) * 4, (5 * width + x) * 4 + 4)];
  expect(at(0)).toEqual([...heatColour(0)]);
  expect(at(31)).toEqual([...heatColour(1)]);
  expect(at(15)).toEqual([...heatColour(15.5 / 16 - 0.5)]);
});
