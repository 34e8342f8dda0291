import type { CropBox, Preprocessing, RgbImage } from '../../contract/index.ts';
import { findCrop } from './black-bars.ts';
import { medianFilter } from './median-filter.ts';
import { Resizer } from './resize.ts';

/**
 * Turns the working images of one clip into network input by the specification in the model's manifest. The crop is
 * fixed once from the first frames, which the caller hands to the constructor, so that every frame is cut alike.
 */
export class Preprocessor {
  readonly crop: CropBox | null;
  readonly #specification: Preprocessing;
  readonly #size: number;
  #resizer: Resizer | undefined;
  #sourceSize = '';

  /** @param size side of the square network input, px */
  constructor(specification: Preprocessing, size: number, firstFrames: readonly RgbImage[]) {
    this.#specification = specification;
    this.#size = size;
    this.crop = findCrop(firstFrames, specification.bars);
  }

  /** Numbers per frame of network input. */
  get inputLength(): number {
    return this.#size * this.#size * 3;
  }

  /** Writes one frame as [size, size, 3] into `out` from element `at` on. */
  writeInput(image: RgbImage, out: Float32Array, at: number): void {
    const { denoise, scale, offset } = this.#specification;
    const source = denoise === 'median3' ? medianFilter(cropped(image, this.crop)) : image;
    const box = source === image ? this.crop : null;
    this.#resizerFor(source, box).resizeInto(source, out, at, scale, offset);
  }

  /** A stream may change size in the middle; each size gets its own weights, and the crop only fits the first. */
  #resizerFor({ width, height }: RgbImage, box: CropBox | null): Resizer {
    const sourceSize = `${width}×${height}`;
    if (!this.#resizer || this.#sourceSize !== sourceSize) {
      const fits = box !== null && box.x + box.width <= width && box.y + box.height <= height;
      this.#resizer = new Resizer(fits ? box : { x: 0, y: 0, width, height }, this.#size, this.#size);
      this.#sourceSize = sourceSize;
    }
    return this.#resizer;
  }
}

function cropped(image: RgbImage, box: CropBox | null): RgbImage {
  if (!box) return image;
  const data = new Uint8Array(box.width * box.height * 3);
  for (let y = 0; y < box.height; y++) {
    const from = ((box.y + y) * image.width + box.x) * 3;
    data.set(image.data.subarray(from, from + box.width * 3), y * box.width * 3);
  }
  return { width: box.width, height: box.height, data };
}
