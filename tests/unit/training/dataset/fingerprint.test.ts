import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../../src/base/index.ts';
import type { RgbImage } from '../../../../src/contract/index.ts';
import { blankHash, distance, fingerprintOf } from '../../../../src/training/pure.ts';

interface Golden {
  pictures: { width: number; height: number; rgb: string; hash: string }[];
  background: { ofFirst3: string; ofFirst4: string };
}

const golden = JSON.parse(
  readFileSync(new URL('../../../fixtures/training/fingerprint.json', import.meta.url), 'utf8'),
) as Golden;
const pictures: RgbImage[] = golden.pictures.map(({ width, height, rgb }) => ({
  width,
  height,
  data: new Uint8Array(Buffer.from(rgb, 'hex')),
}));

test.each(golden.pictures.map(({ width, height, hash }, n) => ({ n, size: `${width}×${height}`, hash })))(
  'picture $n of $size has the hash that OpenCV and scipy give',
  ({ n, hash }) => {
    expect(fingerprintOf([pictures[n] as RgbImage]).frames).toEqual([hash]);
  },
);

test('the background is the hash of the median picture, of odd and even numbers of frames', () => {
  expect(fingerprintOf(pictures.slice(0, 3)).background).toBe(golden.background.ofFirst3);
  expect(fingerprintOf(pictures.slice(0, 4)).background).toBe(golden.background.ofFirst4);
});

test('half the bits that are not the brightness are set', () => {
  const ones = [...BigInt(`0x${golden.pictures[0]?.hash}`).toString(2)].filter((bit) => bit === '1');
  expect(ones).toHaveLength(31);
});

test('noise and brightness move few bits, another picture many', () => {
  const [first, second] = pictures as [RgbImage, RgbImage];
  const random = seededRandom(3);
  const altered = {
    ...first,
    data: first.data.map((value) => Math.max(0, Math.min(255, 0.8 * value + 15 * random()))),
  };
  const hash = (image: RgbImage) => fingerprintOf([image]).background;
  expect(distance(hash(first), hash(altered))).toBeLessThanOrEqual(4);
  expect(distance(hash(first), hash(second))).toBeGreaterThan(15);
});

test('distance counts differing bits, in both halves', () => {
  expect(distance('8000000000000001', '8000000000000001')).toBe(0);
  expect(distance('8000000000000001', '0000000000000003')).toBe(2);
  expect(distance('ffffffff00000001', '00000000fffffffe')).toBe(64);
});

test('what passes through leaves the background as it was', () => {
  const [scene] = pictures as [RgbImage];
  const passing = Array.from({ length: 8 }, (_, n) => {
    const data = scene.data.slice();
    for (let y = 20; y < 50; y++) data.fill(0, (y * 64 + n * 8) * 3, (y * 64 + n * 8 + 8) * 3);
    return { ...scene, data };
  });
  const { background, frames } = fingerprintOf(passing);
  expect(background).toBe(golden.pictures[0]?.hash);
  expect(new Set(frames).size).toBeGreaterThan(4);
});

test('a picture without structure resembles nothing, not even itself', () => {
  const black = { width: 4, height: 4, data: new Uint8Array(48).fill(16) };
  const { background } = fingerprintOf([black]);
  expect(background).toBe(blankHash);
  expect(distance(background, background)).toBe(64);
});
