import type { Masks } from './masks.ts';

/** What a masked pixel becomes: its frame's mean colour, or the frame blurred beyond recognition. */
export type Fill = 'mean' | 'blur';
export const fills: readonly Fill[] = ['mean', 'blur'];

/**
 * [T, S, S, 3] frames whose every pixel is filled.
 * @param frames [T · S · S · 3]
 */
export function filled(frames: Float32Array, steps: number, size: number, fill: Fill): Float32Array {
  const out = new Float32Array(frames.length);
  const length = frames.length / steps;
  for (let from = 0; from < frames.length; from += length) {
    const frame = frames.subarray(from, from + length);
    out.set(fill === 'mean' ? flat(frame) : blurred(frame, size), from);
  }
  return out;
}

/** `frames` with the masked pixels taken from `fill`. */
export function masked(frames: Float32Array, fill: Float32Array, masks: Masks): Float32Array {
  return frames.map((value, i) => (masks[Math.floor(i / 3)] === 1 ? (fill[i] as number) : value));
}

function flat(frame: Float32Array): Float32Array {
  const sums = [0, 0, 0];
  for (let i = 0; i < frame.length; i++) sums[i % 3] = (sums[i % 3] as number) + (frame[i] as number);
  return frame.map((_, i) => ((sums[i % 3] as number) * 3) / frame.length);
}

/** Three box blurs with a radius of a tenth of the side: about a Gaussian of σ = .1 S. */
function blurred(frame: Float32Array, size: number): Float32Array {
  const radius = Math.round(size / 10);
  let image: Float32Array = frame;
  for (let pass = 0; pass < 3; pass++)
    image = boxBlurred(boxBlurred(image, size, 3, radius), size, 3 * size, radius);
  return image;
}

/** @param stride between neighbours of the direction: 3 along rows, 3 · size along columns */
function boxBlurred(image: Float32Array, size: number, stride: number, radius: number): Float32Array {
  const out = new Float32Array(image.length);
  const across = stride === 3 ? 3 * size : 3;
  for (let line = 0; line < size; line++) {
    for (let channel = 0; channel < 3; channel++) {
      const at = (n: number) => line * across + channel + Math.min(Math.max(n, 0), size - 1) * stride;
      let sum = 0;
      for (let n = -radius; n <= radius; n++) sum += image[at(n)] as number;
      for (let n = 0; n < size; n++) {
        out[at(n)] = sum / (2 * radius + 1);
        sum += (image[at(n + radius + 1)] as number) - (image[at(n - radius)] as number);
      }
    }
  }
  return out;
}
