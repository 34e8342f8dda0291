/** A canvas that is as sharp as the screen and draws at most once per displayed frame. */
export class PixelCanvas {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  #request = 0;

  constructor(parent: HTMLElement) {
    this.#canvas = parent.appendChild(document.createElement('canvas'));
    this.#canvas.setAttribute('aria-hidden', 'true');
    this.#context = this.#canvas.getContext('2d');
  }

  /**
   * Draws before the next displayed frame, in CSS px; nothing where there is no room yet.
   * @param _causes what the drawing depends on: reading it makes the calling effect run again
   */
  draw(
    { width, height }: { readonly width: number; readonly height: number },
    paint: (context: CanvasRenderingContext2D) => void,
    _causes: readonly unknown[],
  ): void {
    cancelAnimationFrame(this.#request);
    if (width === 0 || height === 0) return;
    this.#request = requestAnimationFrame(() => {
      const context = this.#context;
      if (!context) return;
      this.#fit(width, height);
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      paint(context);
    });
  }

  remove(): void {
    cancelAnimationFrame(this.#request);
    this.#canvas.remove();
  }

  #fit(width: number, height: number): void {
    const [columns, lines] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
    if (this.#canvas.width === columns && this.#canvas.height === lines) return;
    this.#canvas.width = columns;
    this.#canvas.height = lines;
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
  }
}
