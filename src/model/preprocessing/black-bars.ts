import type { BarRule, CropBox, RgbImage } from '../../contract/index.ts';

/** Cropping never leaves less than this share of the picture. */
const minArea = 0.25;

/**
 * The part of the picture inside its black bars, from the first sampled frames of a clip (all of one size). Rows are
 * judged over the whole width, then columns over the remaining rows; see {@link BarRule}.
 * @returns null when there is nothing to crop: no bars, a picture dark as a whole, or too little left
 */
export function findCrop(frames: readonly RgbImage[], rule: BarRule): CropBox | null {
  const judged = frames.slice(0, rule.frames);
  const first = judged[0];
  if (!first) return null;
  const { width, height } = first;
  const lumas = judged.map(lumaOf);
  const isBar = (x: number, y: number, w: number, h: number) =>
    quantileOf(lumas, width, { x, y, width: w, height: h }, rule.quantile) <= rule.luma;
  if (isBar(0, 0, width, height)) return null;

  const maxRows = Math.floor(rule.maxFraction * height);
  const top = countWhile(maxRows, (n) => isBar(0, n, width, 1));
  const below = countWhile(maxRows, (n) => isBar(0, height - 1 - n, width, 1));
  const rows = height - top - below;
  const maxColumns = Math.floor(rule.maxFraction * width);
  const left = countWhile(maxColumns, (n) => isBar(n, top, 1, rows));
  const right = countWhile(maxColumns, (n) => isBar(width - 1 - n, top, 1, rows));
  const columns = width - left - right;
  if (rows * columns < minArea * width * height) return null;
  if (rows === height && columns === width) return null;
  return { x: left, y: top, width: columns, height: rows };
}

/** Rec. 601 luma, rounded to 0..255. */
function lumaOf({ data }: RgbImage): Uint8Array {
  const luma = new Uint8Array(data.length / 3);
  for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += 3) {
    const value =
      0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
    luma[pixel] = Math.floor(value + 0.5);
  }
  return luma;
}

/** The value at index ⌊q·(n−1)⌋ of the sorted luma inside `box` over all frames, by counting. */
function quantileOf(lumas: readonly Uint8Array[], width: number, box: CropBox, q: number): number {
  const counts = new Uint32Array(256);
  for (const luma of lumas) {
    for (let y = box.y; y < box.y + box.height; y++) {
      for (let at = y * width + box.x, end = at + box.width; at < end; at++) {
        const value = luma[at] as number;
        counts[value] = (counts[value] as number) + 1;
      }
    }
  }
  const index = Math.floor(q * (box.width * box.height * lumas.length - 1));
  let value = 0;
  for (let seen = counts[0] as number; seen <= index && value < 255; seen += counts[value] as number) value++;
  return value;
}

function countWhile(limit: number, holds: (n: number) => boolean): number {
  let n = 0;
  while (n < limit && holds(n)) n++;
  return n;
}
