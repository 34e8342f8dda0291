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
  out.fill(0, to, to + pixelLength);
  for (let y = 0; y < size; y++) {
    const row = to + Math.floor(y / block) * pixelSide * 3;
    for (let x = 0; x < size; x++) {
      const cell = row + Math.floor(x / block) * 3;
      const from = at + (y * size + x) * 3;
      for (let c = 0; c < 3; c++) out[cell + c] = (out[cell + c] as number) + (input[from + c] as number);
    }
  }
  for (let n = to; n < to + pixelLength; n++) out[n] = (out[n] as number) / (block * block);
}
