export type Rgb = readonly [red: number, green: number, blue: number];

/** Red, green and blue of a computed CSS colour, 'rgb(1, 2, 3)'. */
export function parseRgb(colour: string): Rgb {
  const [red = 128, green = 128, blue = 128] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/**
 * Pixels of many dense curves. Thousands of short upright lines cost a canvas without a graphics processor tens of
 * milliseconds; written straight into memory and shown as one picture they cost a few.
 */
export class CurveBitmap {
  readonly #canvas = document.createElement('canvas');
  readonly #context = this.#canvas.getContext('2d');
  #image: ImageData | null = null;
  /** The image's pixels as 0xAABBGGRR. */
  #pixels = new Uint32Array(0);

  get width(): number {
    return this.#image?.width ?? 0;
  }

  get height(): number {
    return this.#image?.height ?? 0;
  }

  /** Empties the bitmap and gives it a size in device pixels. */
  reset(width: number, height: number): void {
    if (this.#image?.width === width && this.#image.height === height) {
      this.#pixels.fill(0);
      return;
    }
    [this.#canvas.width, this.#canvas.height] = [width, height];
    this.#image = new ImageData(width, height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }

  /** Paints column x from `top` to `bottom`; a pixel that is partly covered is partly painted. */
  paintColumn(x: number, top: number, bottom: number, colour: Rgb, opacity: number): void {
    const { width } = this;
    const last = Math.min(this.height - 1, Math.ceil(bottom) - 1);
    for (let y = Math.max(0, Math.floor(top)); y <= last; y++) {
      const coverage = Math.min(bottom, y + 1) - Math.max(top, y);
      this.#blend(y * width + x, colour[0], colour[1], colour[2], opacity * coverage);
    }
  }

  drawOn(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
    if (!this.#image || !this.#context) return;
    this.#context.putImageData(this.#image, 0, 0);
    context.drawImage(this.#canvas, x, y, width, height);
  }

  /**
   * Source over destination, neither premultiplied (Porter and Duff 1984); short where nothing shines through. Called a
   * million times a picture, so it makes no objects.
   */
  #blend(at: number, red: number, green: number, blue: number, alpha: number): void {
    const beneath = this.#pixels[at] as number;
    if (alpha >= 1 || beneath === 0) {
      this.#pixels[at] = ((alpha * 255) << 24) | (blue << 16) | (green << 8) | red;
      return;
    }
    const total = alpha + ((beneath >>> 24) / 255) * (1 - alpha);
    const over = alpha / total;
    const under = 1 - over;
    this.#pixels[at] =
      ((total * 255) << 24) |
      ((blue * over + ((beneath >> 16) & 255) * under) << 16) |
      ((green * over + ((beneath >> 8) & 255) * under) << 8) |
      (red * over + (beneath & 255) * under);
  }
}
