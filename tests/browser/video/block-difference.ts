import type { RgbImage } from '../../../src/contract/index.ts';

/** Mean absolute difference of the means over blocks of 8 × 8, of 255, where both pictures have the block. */
export function blockDifference(a: RgbImage, b: RgbImage): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y + 8 <= Math.min(a.height, b.height); y += 8) {
    for (let x = 0; x + 8 <= Math.min(a.width, b.width); x += 8) {
      for (let channel = 0; channel < 3; channel++, count++) {
        sum += Math.abs(blockMean(a, x, y, channel) - blockMean(b, x, y, channel));
      }
    }
  }
  return sum / count;
}

function blockMean({ data, width }: RgbImage, left: number, top: number, channel: number): number {
  let sum = 0;
  for (let y = top; y < top + 8; y++) {
    for (let x = left; x < left + 8; x++) sum += data[(y * width + x) * 3 + channel] as number;
  }
  return sum / 64;
}
