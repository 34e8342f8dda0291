/** Cells of a numbered picture (scripts/goldens/numbered_clips.py): the number in binary above, its complement below. */
const bits = 8;

/** Reads the number out of a picture. @throws Error for one that is torn, mixed or empty */
export class NumberReader {
  readonly #canvas = new OffscreenCanvas(1, 1);
  readonly #context = this.#canvas.getContext('2d', { willReadFrequently: true });

  read(bitmap: ImageBitmap): number {
    const { width, height } = bitmap;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      [this.#canvas.width, this.#canvas.height] = [width, height];
    }
    const context = this.#context as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const isWhite = (column: number, row: number): boolean => {
      const x = Math.floor(((column + 0.5) * width) / bits);
      const y = Math.floor(((row + 0.5) * height) / 2);
      const grey = data[(y * width + x) * 4 + 1] as number;
      if (grey > 96 && grey < 160) throw new Error(`a cell is neither black nor white: ${grey}`);
      return grey >= 160;
    };
    let number = 0;
    for (let column = 0; column < bits; column++) {
      const bit = isWhite(column, 0);
      if (bit === isWhite(column, 1)) throw new Error('a torn picture');
      number = number * 2 + (bit ? 1 : 0);
    }
    return number;
  }
}
