import type { RgbImage } from '../contract/index.ts';
import type { Rotation } from './frame-size.ts';

/** The image turned clockwise; the same object when there is nothing to turn. */
export function turnImage(image: RgbImage, rotation: Rotation): RgbImage {
  if (rotation === 0) return image;
  const { width, height, data } = image;
  const last = width * height - 1;
  const turned = new Uint8Array(data.length);
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++, from += 3) {
      const to =
        3 *
        (rotation === 90
          ? x * height + (height - 1 - y)
          : rotation === 270
            ? (width - 1 - x) * height + y
            : last - (y * width + x));
      turned[to] = data[from] as number;
      turned[to + 1] = data[from + 1] as number;
      turned[to + 2] = data[from + 2] as number;
    }
  }
  return rotation === 180 ? { width, height, data: turned } : { width: height, height: width, data: turned };
}
