import type { CropBox, Preprocessing, RgbImage } from '../../contract/index.ts';
import { Preprocessor } from './preprocessor.ts';

/** Black bars are looked for anew over spans of this length, s. */
const span = 30;
/** Edges that differ by no more than this are the same, px. */
const slack = 2;

/**
 * Preprocessing of footage without an end. As for a clip, the first `bars.frames` samples are held back until they
 * tell the black bars. After that the bars are judged again every 30 s over samples spread over that time: a bar that
 * has lit up is given back at once, a new bar is cropped when two spans in a row show it. Samples of another size begin
 * anew.
 */
export class LivePreprocessor {
  readonly #specification: Preprocessing;
  readonly #size: number;
  #current: Preprocessor | undefined;
  #held: RgbImage[] = [];
  #judged: RgbImage[] = [];
  #spanStart = 0;
  #candidate: CropBox | null | undefined;

  /** @param size side of the square network input, px */
  constructor(specification: Preprocessing, size: number) {
    this.#specification = specification;
    this.#size = size;
  }

  get inputLength(): number {
    return this.#size * this.#size * 3;
  }
  /** undefined until it is known. */
  get crop(): CropBox | null | undefined {
    return this.#current?.crop;
  }

  /**
   * Takes a sample; returns those that are ready, as network input [n, size, size, 3]: none while the first are held
   * back, then all of these at once, then each as it comes.
   * @param time s
   */
  prepare(image: RgbImage, time: number): { readonly input: Float32Array; readonly count: number } {
    if (!this.#isLikeBefore(image)) this.#begin();
    if (this.#current) {
      this.#judge(image, time);
      return this.#inputOf([image]);
    }
    this.#held.push(image);
    if (this.#held.length < this.#specification.bars.frames) return { input: new Float32Array(0), count: 0 };
    this.#current = new Preprocessor(this.#specification, this.#size, this.#held);
    this.#spanStart = time;
    return this.#inputOf(this.#held);
  }

  #begin(): void {
    this.#current = undefined;
    this.#held = [];
    this.#judged = [];
    this.#candidate = undefined;
  }

  #isLikeBefore({ width, height }: RgbImage): boolean {
    const [before] = this.#held;
    return !before || (before.width === width && before.height === height);
  }

  #inputOf(images: readonly RgbImage[]) {
    const input = new Float32Array(images.length * this.inputLength);
    for (const [n, image] of images.entries())
      (this.#current as Preprocessor).writeInput(image, input, n * this.inputLength);
    return { input, count: images.length };
  }

  /** Keeps one sample for each part of the span, and judges when the span is over. */
  #judge(image: RgbImage, time: number): void {
    const { frames } = this.#specification.bars;
    if (time - this.#spanStart >= (this.#judged.length * span) / Math.max(1, frames - 1))
      this.#judged.push(image);
    if (this.#judged.length < frames) return;
    const found = new Preprocessor(this.#specification, this.#size, this.#judged);
    const isChosen = isWithin(this.crop ?? null, found.crop) || isSame(found.crop, this.#candidate);
    if (isSame(found.crop, this.crop)) this.#candidate = undefined;
    else if (isChosen) this.#current = found;
    else this.#candidate = found.crop;
    this.#judged = [];
    this.#spanStart = time;
  }
}

/** Whether `outer`, null for the whole picture, has all of `inner` and more. */
function isWithin(inner: CropBox | null, outer: CropBox | null): boolean {
  if (inner === null) return false;
  if (outer === null) return true;
  const right = (box: CropBox): number => box.x + box.width;
  const bottom = (box: CropBox): number => box.y + box.height;
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    right(outer) >= right(inner) &&
    bottom(outer) >= bottom(inner) &&
    !isSame(inner, outer)
  );
}

function isSame(a: CropBox | null, b: CropBox | null | undefined): boolean {
  if (!a || !b) return a === b;
  return (['x', 'y', 'width', 'height'] as const).every((side) => Math.abs(a[side] - b[side]) <= slack);
}
