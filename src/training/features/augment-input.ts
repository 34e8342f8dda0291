import { seededRandom } from '../../base/index.ts';
import type { AugmentationSettings, Preprocessing } from '../../contract/index.ts';

/** One alteration, the same for all frames of a clip, so that motion stays as it was. */
export interface Alteration {
  readonly flip: boolean;
  /** Kept part of the picture, in fractions of its side. */
  readonly box: { readonly x: number; readonly y: number; readonly side: number };
  /** value' = (value − 128)·contrast + 128 + brightness, then mixed with its grey by 1 − saturation; 0..255. */
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
}

const whole = { x: 0, y: 0, side: 1 };

/** The alteration of one variant of one clip: the same clip, variant and seed give the same one on every machine. */
export function alterationOf(
  sha256: string,
  variant: number,
  settings: AugmentationSettings,
  seed: number,
): Alteration {
  const random = seededRandom((Number.parseInt(sha256.slice(0, 8), 16) ^ (seed * 2654435761)) + variant);
  const between = (low: number, high: number) => low + (high - low) * random();
  const flip = random() < 0.5;
  const side = between(0.7, 1);
  const box = { side, x: between(0, 1 - side), y: between(0, 1 - side) };
  const colour = { brightness: between(-32, 32), contrast: between(0.7, 1.3), saturation: between(0.3, 1.3) };
  return {
    flip: settings.flip && flip,
    box: settings.crop ? box : whole,
    ...(settings.colour ? colour : { brightness: 0, contrast: 1, saturation: 1 }),
  };
}

/**
 * Alters one frame of network input: crop (bilinear), mirror, colour.
 * @param input [size, size, 3] as the preprocessor wrote it
 * @param out where the altered frame goes, from element `at` on
 */
export function alterInput(
  input: Float32Array,
  size: number,
  { scale, offset }: Pick<Preprocessing, 'scale' | 'offset'>,
  alteration: Alteration,
  out: Float32Array,
  at: number,
): void {
  const columns = tapsOf(size, alteration.box.x, alteration.box.side, alteration.flip);
  const rows = tapsOf(size, alteration.box.y, alteration.box.side, false);
  const pixel = new Float64Array(3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      sample(input, size, columns, rows, x, y, pixel);
      recolour(pixel, scale, offset, alteration);
      out.set(pixel, at + (y * size + x) * 3);
    }
  }
}

/** For each output place, the two input places around it and the share of the second. */
interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly share: Float64Array;
}

function tapsOf(size: number, start: number, side: number, mirrored: boolean): Taps {
  const first = new Int32Array(size);
  const second = new Int32Array(size);
  const share = new Float64Array(size);
  for (let n = 0; n < size; n++) {
    // Pixel centres, as bilinear resizing has them; the ends are held.
    const centre = Math.min(Math.max((start + ((n + 0.5) / size) * side) * size - 0.5, 0), size - 1);
    const to = mirrored ? size - 1 - n : n;
    first[to] = Math.floor(centre);
    second[to] = Math.min(Math.floor(centre) + 1, size - 1);
    share[to] = centre - Math.floor(centre);
  }
  return { first, second, share };
}

function sample(
  input: Float32Array,
  size: number,
  columns: Taps,
  rows: Taps,
  x: number,
  y: number,
  pixel: Float64Array,
): void {
  const [left, right, across] = [columns.first[x] ?? 0, columns.second[x] ?? 0, columns.share[x] ?? 0];
  const [top, bottom, down] = [rows.first[y] ?? 0, rows.second[y] ?? 0, rows.share[y] ?? 0];
  for (let c = 0; c < 3; c++) {
    const value = (row: number, column: number) => input[(row * size + column) * 3 + c] as number;
    const above = value(top, left) * (1 - across) + value(top, right) * across;
    const below = value(bottom, left) * (1 - across) + value(bottom, right) * across;
    pixel[c] = above * (1 - down) + below * down;
  }
}

function recolour(
  pixel: Float64Array,
  scale: number,
  offset: number,
  { brightness, contrast, saturation }: Alteration,
): void {
  for (let c = 0; c < 3; c++) {
    const value = ((pixel[c] as number) - offset) / scale;
    pixel[c] = (value - 128) * contrast + 128 + brightness;
  }
  const grey = 0.299 * (pixel[0] as number) + 0.587 * (pixel[1] as number) + 0.114 * (pixel[2] as number);
  for (let c = 0; c < 3; c++) {
    const value = grey + ((pixel[c] as number) - grey) * saturation;
    pixel[c] = Math.min(255, Math.max(0, value)) * scale + offset;
  }
}
