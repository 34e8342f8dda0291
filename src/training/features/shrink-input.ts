import { pixelLength, pixelSide } from '../../model/index.ts';

/**
 * Mean over square blocks of a frame of network input: what average pooling of size/16 gives.
 * @param input frames of [size, size, 3]; size a multiple of 16
 * @param at where the frame begins
 * @param out where its [16, 16, 3] goes, from element `to` on
 */
export function shrinkInput(
  input: Float32Array,
  at: number,
  size: number,
  out: Float32Array,
  to: number,
): void {
  const block = size / pixelSide;
  for (let n = 0; n < pixelLength; n++) {
    const c = n % 3;
    const left = (Math.floor(n / 3) % pixelSide) * block;
    const top = Math.floor(n / (3 * pixelSide)) * block;
    let sum = 0;
    for (let y = top; y < top + block; y++)
      for (let x = left; x < left + block; x++) sum += input[at + (y * size + x) * 3 + c] as number;
    out[to + n] = sum / (block * block);
  }
}
