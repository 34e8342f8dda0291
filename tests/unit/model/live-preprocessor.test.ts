import { expect, test } from 'vitest';
import { LivePreprocessor } from '../../../src/model/index.ts';
import type { RgbImage } from '../../../src/contract/index.ts';
import { Preprocessor } from '../../../src/model/index.ts';

const specification = {
  workingShortSide: 256,
  bars: { frames: 4, quantile: 0.8, luma: 16, maxFraction: 0.35 },
  denoise: 'none',
  resize: 'area',
  scale: 1 / 255,
  offset: 0,
} as const;

/** A bright picture of 20 × 20 with black rows above and below. */
function barred(rows: number, size = 20): RgbImage {
  const data = new Uint8Array(size * size * 3);
  for (let y = rows; y < size - rows; y++) data.fill(120 + y, y * size * 3, (y + 1) * size * 3);
  return { width: size, height: size, data };
}

function fed(pictures: readonly (readonly [time: number, image: RgbImage])[]) {
  const live = new LivePreprocessor(specification, 5);
  const crops = pictures.map(([time, image]) => {
    const { count } = live.prepare(image, time);
    return { time, count, crop: live.crop };
  });
  return { live, crops };
}

const every = (from: number, to: number, image: RgbImage) =>
  Array.from({ length: (to - from) * 4 }, (_, n) => [from + n / 4, image] as const);

test('the first samples are held back, then go as a clip’s would', () => {
  const image = barred(4);
  const live = new LivePreprocessor(specification, 5);
  const counts = [0, 1, 2].map((n) => live.prepare(image, n / 4).count);
  expect(counts).toEqual([0, 0, 0]);
  const { input, count } = live.prepare(image, 0.75);
  expect(count).toBe(4);
  const clip = new Preprocessor(specification, 5, [image, image, image, image]);
  const expected = new Float32Array(75);
  clip.writeInput(image, expected, 0);
  expect(live.crop).toEqual(clip.crop);
  for (let n = 0; n < 4; n++) expect(input.slice(n * 75, (n + 1) * 75)).toEqual(expected);
});

test('a bar that lights up is given back with the next judgement, a new one after two', () => {
  const { crops } = fed([
    ...every(0, 40, barred(4)),
    ...every(40, 100, barred(0)),
    ...every(100, 240, barred(4)),
  ]);
  const changes = crops.filter(({ crop }, n) => crop !== crops[n - 1]?.crop);
  expect(changes.map(({ crop }) => crop?.height ?? null)).toEqual([12, null, 12]);
  const [, lit, barredAgain] = changes.map(({ time }) => time) as [number, number, number];
  expect(lit).toBeGreaterThan(40);
  expect(lit).toBeLessThan(40 + 61);
  expect(barredAgain - 100).toBeGreaterThan(30);
  expect(barredAgain - 100).toBeLessThan(100);
});

test('one dark span changes nothing', () => {
  const dark: RgbImage = { width: 20, height: 20, data: new Uint8Array(1200).fill(3) };
  const { crops } = fed([...every(0, 40, barred(0)), ...every(40, 70, barred(6)), ...every(70, 130, dark)]);
  expect(new Set(crops.slice(4).map(({ crop }) => crop))).toEqual(new Set([null]));
});

test('pictures of another size begin anew', () => {
  const { crops } = fed([...every(0, 5, barred(4)), ...every(5, 8, barred(2, 30))]);
  expect(crops.slice(18, 26).map(({ count }) => count)).toEqual([1, 1, 0, 0, 0, 4, 1, 1]);
  expect(crops.at(-1)?.crop).toEqual({ x: 0, y: 2, width: 30, height: 26 });
});
