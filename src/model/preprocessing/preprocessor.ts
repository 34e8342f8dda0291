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

  /** The part of a frame that becomes network input, working-image px. */
  boxOf(image: RgbImage): CropBox {
    const { crop } = this;
    const fits = crop !== null && crop.x + crop.width <= image.width && crop.y + crop.height <= image.height;
    return fits ? crop : whole(image);
  }

  /** Writes one frame as [size, size, 3] into `out` from element `at` on. */
  writeInput(image: RgbImage, out: Float32Array, at: number): void {
    const { denoise, scale, offset } = this.#specification;
    const source = denoise === 'median3' ? medianFilter(cropped(image, this.crop)) : image;
    this.#resizerFor(source, source === image ? this.boxOf(image) : whole(source)).resizeInto(
      source,
      out,
      at,
      scale,
      offset,
    );
  }

  /** A stream may change size in the middle; each size gets its own weights, and the crop only fits the first. */
  #resizerFor({ width, height }: RgbImage, box: CropBox): Resizer {
    const sourceSize = `${width}×${height}`;
    if (!this.#resizer || this.#sourceSize !== sourceSize) {
      this.#resizer = new Resizer(box, this.#size, this.#size);
      this.#sourceSize = sourceSize;
    }
    return this.#resizer;
  }
}

function whole({ width, height }: RgbImage): CropBox {
  return { x: 0, y: 0, width, height };
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
