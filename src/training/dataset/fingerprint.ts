import type { Fingerprint, RgbImage } from '../../contract/index.ts';

/** Side of the grey picture that is hashed, and of the block of its spectrum that is kept. */
const side = 32;
const kept = 8;

/** The hash of a picture without structure (black, one colour, a fade): it resembles nothing. */
export const blankHash = '0'.repeat(16);

/** A picture whose grey values differ by less than this (standard deviation, of 0..255) has no structure. */
const leastContrast = 4;

/** A grey picture of 32 × 32: Rec. 601 luma, each value the mean of the part of the picture it covers. */
export type GreyPicture = Float64Array;

/**
 * The hashes of up to 8 frames and of what stands still in them. The background is the median of the frames at each
 * place, so that who walks through the picture leaves no trace in it.
 * @param frames in order, at least one
 */
export function fingerprintOf(frames: readonly RgbImage[]): Fingerprint {
  const greys = frames.map(greyPicture);
  return { frames: greys.map(hashOf), background: hashOf(medianPicture(greys)) };
}

/**
 * Perceptual hash by the discrete cosine transform (pHash: Zauner 2010, "Implementation and Benchmarking of
 * Perceptual Image Hash Functions", §3.2.1): of the 32 × 32 picture the orthonormal DCT-II, of that the 8 × 8 lowest
 * frequencies, and of each whether it lies above the median of the 63 that are not the mean brightness. The bit of
 * the mean brightness itself is always 0: it tells nothing of the place. Bits run row by row, the first highest.
 * @returns 16 lower-case hex digits
 */
export function hashOf(grey: GreyPicture): string {
  if (contrastOf(grey) < leastContrast) return blankHash;
  const spectrum = lowFrequencies(grey);
  const median = medianOf(spectrum.slice(1));
  let hex = '';
  for (let digit = 0; digit < 16; digit++) {
    let value = 0;
    for (let bit = 0; bit < 4; bit++) {
      const at = digit * 4 + bit;
      value = value * 2 + (at > 0 && (spectrum[at] as number) > median ? 1 : 0);
    }
    hex += value.toString(16);
  }
  return hex;
}

/** Number of differing bits, 0..64; a blank picture differs from everything, itself too, in all of them. */
export function distance(a: string, b: string): number {
  if (a === blankHash || b === blankHash) return 64;
  return (
    bitsSet(Number.parseInt(a.slice(0, 8), 16) ^ Number.parseInt(b.slice(0, 8), 16)) +
    bitsSet(Number.parseInt(a.slice(8), 16) ^ Number.parseInt(b.slice(8), 16))
  );
}

/** Number of ones among 32 bits (Warren, Hacker's Delight, 2nd ed., fig. 5-2). */
export function bitsSet(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Stretched to 32 × 32 whatever its shape; a pixel that two cells share counts in each by its part. */
export function greyPicture({ width, height, data }: RgbImage): GreyPicture {
  const columns = cellParts(width);
  const across = new Float64Array(height * side);
  for (let y = 0; y < height; y++) {
    for (const { cell, pixel, part } of columns) {
      const at = (y * width + pixel) * 3;
      const luma =
        0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
      across[y * side + cell] = (across[y * side + cell] as number) + part * luma;
    }
  }
  const grey = new Float64Array(side * side);
  for (const { cell, pixel, part } of cellParts(height)) {
    for (let x = 0; x < side; x++) {
      const at = cell * side + x;
      grey[at] = (grey[at] as number) + part * (across[pixel * side + x] as number);
    }
  }
  return grey;
}

/** The middle value at each place; between the two middle ones of an even number of pictures. */
export function medianPicture(greys: readonly GreyPicture[]): GreyPicture {
  return Float64Array.from({ length: side * side }, (_, at) =>
    medianOf(Float64Array.from(greys, (grey) => grey[at] as number)),
  );
}

interface CellPart {
  readonly cell: number;
  readonly pixel: number;
  /** Share of the cell that the pixel covers; the parts of a cell sum to 1. */
  readonly part: number;
}

function cellParts(length: number): CellPart[] {
  const parts: CellPart[] = [];
  const span = length / side;
  for (let cell = 0; cell < side; cell++) {
    const from = cell * span;
    const to = (cell + 1) * span;
    for (let pixel = Math.floor(from); pixel < Math.min(length, to); pixel++) {
      const part = (Math.min(to, pixel + 1) - Math.max(from, pixel)) / span;
      if (part > 0) parts.push({ cell, pixel, part });
    }
  }
  return parts;
}

/** [8, 32]: row u is the u-th cosine of the orthonormal DCT-II. */
const cosines = Array.from({ length: kept }, (_, u) =>
  Float64Array.from(
    { length: side },
    (_, x) => Math.sqrt((u === 0 ? 1 : 2) / side) * Math.cos((Math.PI * (2 * x + 1) * u) / (2 * side)),
  ),
);

/** [8, 8], vertical frequency by horizontal frequency. */
function lowFrequencies(grey: GreyPicture): Float64Array {
  const spectrum = new Float64Array(kept * kept);
  const row = new Float64Array(side);
  cosines.forEach((down, v) => {
    for (let x = 0; x < side; x++)
      row[x] = down.reduce((sum, c, y) => sum + c * (grey[y * side + x] as number), 0);
    cosines.forEach((over, u) => {
      spectrum[v * kept + u] = over.reduce((sum, c, x) => sum + c * (row[x] as number), 0);
    });
  });
  return spectrum;
}

function contrastOf(grey: GreyPicture): number {
  const mean = grey.reduce((a, b) => a + b, 0) / grey.length;
  return Math.sqrt(grey.reduce((sum, value) => sum + (value - mean) ** 2, 0) / grey.length);
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
