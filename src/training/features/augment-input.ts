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
  const { box, flip } = alteration;
  const columns = tapsOf(size, box.x, box.side, flip, 3);
  const rows = tapsOf(size, box.y, box.side, false, size * 3);
  const colour = colourStep(alteration, scale, offset);
  for (let y = 0; y < size; y++) {
    const [top, bottom, down] = [rows.first[y] ?? 0, rows.second[y] ?? 0, rows.share[y] ?? 0];
    const line = at + y * size * 3;
    sampleLine(input, top, bottom, down, columns, out, line);
    recolourLine(out, line, size, colour);
  }
}

/** For each output place, the input elements at which the two places around it begin, and the share of the second. */
interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly share: Float32Array;
}

/** @param stride elements from one place to the next */
function tapsOf(size: number, start: number, side: number, mirrored: boolean, stride: number): Taps {
  const first = new Int32Array(size);
  const second = new Int32Array(size);
  const share = new Float32Array(size);
  for (let n = 0; n < size; n++) {
    // Pixel centres, as bilinear resizing has them; the ends are held.
    const centre = Math.min(Math.max((start + ((n + 0.5) / size) * side) * size - 0.5, 0), size - 1);
    const to = mirrored ? size - 1 - n : n;
    first[to] = Math.floor(centre) * stride;
    second[to] = Math.min(Math.floor(centre) + 1, size - 1) * stride;
    share[to] = centre - Math.floor(centre);
  }
  return { first, second, share };
}

/** One output line between the input lines that begin at `top` and `bottom`. */
function sampleLine(
  input: Float32Array,
  top: number,
  bottom: number,
  down: number,
  { first, second, share }: Taps,
  out: Float32Array,
  to: number,
): void {
  for (let x = 0; x < first.length; x++) {
    const left = first[x] as number;
    const right = second[x] as number;
    const across = share[x] as number;
    for (let c = 0; c < 3; c++) {
      const nw = input[top + left + c] as number;
      const sw = input[bottom + left + c] as number;
      const above = nw + ((input[top + right + c] as number) - nw) * across;
      const below = sw + ((input[bottom + right + c] as number) - sw) * across;
      out[to + x * 3 + c] = above + (below - above) * down;
    }
  }
}

/** Colour as one step on network input: value·gain + shift, mixed with its grey, kept within what 0..255 becomes. */
interface ColourStep {
  readonly gain: number;
  readonly shift: number;
  readonly saturation: number;
  readonly low: number;
  readonly high: number;
}

function colourStep(
  { brightness, contrast, saturation }: Alteration,
  scale: number,
  offset: number,
): ColourStep {
  // ((v − offset)/scale − 128)·contrast + 128 + brightness, written as network input again.
  const shift = offset * (1 - contrast) + scale * (128 * (1 - contrast) + brightness);
  const [a, b] = [offset, 255 * scale + offset];
  return { gain: contrast, shift, saturation, low: Math.min(a, b), high: Math.max(a, b) };
}

function recolourLine(
  out: Float32Array,
  at: number,
  pixels: number,
  { gain, shift, saturation, low, high }: ColourStep,
): void {
  for (let i = at; i < at + pixels * 3; i += 3) {
    const r = (out[i] as number) * gain + shift;
    const g = (out[i + 1] as number) * gain + shift;
    const b = (out[i + 2] as number) * gain + shift;
    // Grey of network input is network input of grey: the weights sum to 1.
    const grey = 0.299 * r + 0.587 * g + 0.114 * b;
    out[i] = Math.min(high, Math.max(low, grey + (r - grey) * saturation));
    out[i + 1] = Math.min(high, Math.max(low, grey + (g - grey) * saturation));
    out[i + 2] = Math.min(high, Math.max(low, grey + (b - grey) * saturation));
  }
}
