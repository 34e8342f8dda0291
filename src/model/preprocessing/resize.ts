import type { CropBox, RgbImage } from '../../contract/index.ts';

/** For each output sample, the run of input samples that make it and their weights, which sum to 1. */
interface AxisWeights {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  readonly offsets: Int32Array;
  readonly weights: Float32Array;
}

/**
 * Resamples part of a picture to width × height, aspect not kept: box-area weights along an axis that shrinks,
 * bilinear with half-pixel centres and clamped edges along one that grows. Separable; nothing is rounded between.
 * @returns interleaved RGB 0..255 as [height · width · 3]
 */
export class Resizer {
  readonly #box: CropBox;
  readonly #width: number;
  readonly #height: number;
  readonly #columns: AxisWeights;
  readonly #rows: AxisWeights;
  readonly #narrowed: Float32Array;

  constructor(box: CropBox, width: number, height: number) {
    this.#box = box;
    this.#width = width;
    this.#height = height;
    this.#columns = axisWeights(box.width, width);
    this.#rows = axisWeights(box.height, height);
    this.#narrowed = new Float32Array(box.height * width * 3);
  }

  /** Writes scale · value + offset of each output sample into `out`, from `at` on. */
  resizeInto(image: RgbImage, out: Float32Array, at: number, scale: number, offset: number): void {
    this.#narrow(image);
    const line = this.#width * 3;
    const { starts, counts, offsets, weights } = this.#rows;
    for (let y = 0; y < this.#height; y++) {
      const target = at + y * line;
      out.fill(offset, target, target + line);
      for (let n = 0; n < (counts[y] as number); n++) {
        const weight = (weights[(offsets[y] as number) + n] as number) * scale;
        const source = ((starts[y] as number) + n) * line;
        for (let i = 0; i < line; i++) {
          out[target + i] = (out[target + i] as number) + weight * (this.#narrowed[source + i] as number);
        }
      }
    }
  }

  /** First the width: [box.height · width · 3]. */
  #narrow({ data, width }: RgbImage): void {
    const { starts, counts, offsets, weights } = this.#columns;
    let to = 0;
    for (let y = 0; y < this.#box.height; y++) {
      const rowStart = ((this.#box.y + y) * width + this.#box.x) * 3;
      for (let x = 0; x < this.#width; x++) {
        let r = 0;
        let g = 0;
        let b = 0;
        let from = rowStart + (starts[x] as number) * 3;
        const first = offsets[x] as number;
        for (let n = 0; n < (counts[x] as number); n++, from += 3) {
          const weight = weights[first + n] as number;
          r += weight * (data[from] as number);
          g += weight * (data[from + 1] as number);
          b += weight * (data[from + 2] as number);
        }
        this.#narrowed[to++] = r;
        this.#narrowed[to++] = g;
        this.#narrowed[to++] = b;
      }
    }
  }
}

function axisWeights(from: number, to: number): AxisWeights {
  const starts = new Int32Array(to);
  const counts = new Int32Array(to);
  const offsets = new Int32Array(to);
  const weights: number[] = [];
  for (let i = 0; i < to; i++) {
    const { start, run } = to < from ? areaRun(i, from, to) : bilinearRun(i, from, to);
    starts[i] = start;
    counts[i] = run.length;
    offsets[i] = weights.length;
    weights.push(...run);
  }
  return { starts, counts, offsets, weights: Float32Array.from(weights) };
}

/** Overlap of [i·from/to, (i+1)·from/to) with each unit sample. */
function areaRun(i: number, from: number, to: number): { start: number; run: number[] } {
  const low = (i * from) / to;
  const high = ((i + 1) * from) / to;
  const start = Math.floor(low);
  const end = Math.min(from, Math.ceil(high));
  const overlaps = Array.from({ length: end - start }, (_, n) =>
    Math.max(0, Math.min(high, start + n + 1) - Math.max(low, start + n)),
  );
  const sum = overlaps.reduce((a, b) => a + b, 0);
  return { start, run: overlaps.map((overlap) => overlap / sum) };
}

function bilinearRun(i: number, from: number, to: number): { start: number; run: number[] } {
  const centre = ((i + 0.5) * from) / to - 0.5;
  const low = Math.floor(centre);
  const share = centre - low;
  if (low < 0) return { start: 0, run: [1] };
  if (low + 1 >= from) return { start: from - 1, run: [1] };
  return { start: low, run: [1 - share, share] };
}
