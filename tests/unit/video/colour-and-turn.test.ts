import { describe, expect, test } from 'vitest';
import { layoutOf } from '../../../src/video/pixel-layout.ts';
import { turnImage } from '../../../src/video/turn-image.ts';
import { yuvToRgb } from '../../../src/video/yuv-to-rgb.ts';
import { yuvColourOf } from '../../../src/video/webcodecs/yuv-colour.ts';

const one = (value: number) => Int32Array.of(value * 8);

describe('colour', () => {
  test.each([
    ['black', [16, 128, 128], [0, 0, 0]],
    ['white', [235, 128, 128], [255, 255, 255]],
    ['grey', [126, 128, 128], [128, 128, 128]],
    ['BT.601 red', [81, 90, 240], [254, 0, 0]],
    ['below black is clamped', [0, 128, 128], [0, 0, 0]],
  ] as const)('limited BT.601 %s', (_name, [y, u, v], rgb) => {
    const got = yuvToRgb(one(y), one(u), one(v), { matrix: 'bt601', fullRange: false });
    got.forEach((value, channel) =>
      expect(Math.abs(value - (rgb[channel] as number))).toBeLessThanOrEqual(1),
    );
  });

  test('full range BT.709 inverts its own definition', () => {
    const [r, g, b] = [200, 30, 120];
    const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    const [u, v] = [(b - y) / 1.8556 + 128, (r - y) / 1.5748 + 128];
    const got = yuvToRgb(one(y), one(u), one(v), { matrix: 'bt709', fullRange: true });
    expect([...got].map((value, i) => Math.abs(value - ([r, g, b][i] as number)) <= 1)).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('undeclared colour is BT.601, limited', () => {
    expect(yuvColourOf({})).toEqual({ matrix: 'bt601', fullRange: false });
    expect(yuvColourOf({ matrix: null, fullRange: null })).toEqual({ matrix: 'bt601', fullRange: false });
    expect(yuvColourOf({ matrix: 'bt709', fullRange: true })).toEqual({ matrix: 'bt709', fullRange: true });
    expect(yuvColourOf({ matrix: 'bt2020-ncl' }).matrix).toBe('bt2020');
  });
});

test('pixel layouts tell planes, subsampling and depth; an unknown one is converted first', () => {
  expect(layoutOf('I420').channels[1]).toMatchObject({ plane: 1, step: 1, divideX: 2, divideY: 2 });
  expect(layoutOf('I422').channels[2]).toMatchObject({ plane: 2, divideX: 2, divideY: 1 });
  expect(layoutOf('I444P10')).toMatchObject({ family: 'yuv', bits: 10, native: true });
  expect(layoutOf('NV12').channels[2]).toMatchObject({ plane: 1, start: 1, step: 2 });
  expect(layoutOf('BGRX').channels[0]).toMatchObject({ plane: 0, start: 2, step: 4 });
  expect(layoutOf(null)).toMatchObject({ family: 'rgb', native: false });
});

test('an image turns clockwise', () => {
  // A 3 × 2 image whose pixels are numbered from the top left.
  const image = { width: 3, height: 2, data: Uint8Array.from([0, 1, 2, 3, 4, 5].flatMap((n) => [n, n, n])) };
  const numbers = (rotation: 0 | 90 | 180 | 270) => {
    const { width, height, data } = turnImage(image, rotation);
    return [width, height, ...data.filter((_, i) => i % 3 === 0)];
  };
  expect(numbers(0)).toEqual([3, 2, 0, 1, 2, 3, 4, 5]);
  expect(numbers(90)).toEqual([2, 3, 3, 0, 4, 1, 5, 2]);
  expect(numbers(180)).toEqual([3, 2, 5, 4, 3, 2, 1, 0]);
  expect(numbers(270)).toEqual([2, 3, 2, 5, 1, 4, 0, 3]);
});
