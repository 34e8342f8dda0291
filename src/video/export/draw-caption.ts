type Context = OffscreenCanvasRenderingContext2D;

const lineHeight = 1.45;
const face = 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace';

/** How much taller a picture becomes by a caption of so many lines, and in which letters, px. */
export interface CaptionLayout {
  readonly fontSize: number;
  readonly padding: number;
  readonly height: number;
}

/** Letters of a fiftieth of the width, so that 64 hexadecimal digits fit in, but legible. */
export function captionLayout(width: number, lines: number): CaptionLayout {
  const fontSize = Math.min(28, Math.max(8, Math.round(width / 50)));
  const padding = Math.round(fontSize * 0.7);
  return { fontSize, padding, height: Math.ceil(lines * fontSize * lineHeight) + 2 * padding };
}

/** Draws lines on a dark strip that begins at `top`; a line too long for the width is set narrower. */
export function drawCaption(context: Context, lines: readonly string[], top: number): void {
  const { width } = context.canvas;
  const { fontSize, padding, height } = captionLayout(width, lines.length);
  context.fillStyle = '#0c0f12';
  context.fillRect(0, top, width, height);
  context.fillStyle = '#f2f5f7';
  context.font = `${fontSize}px ${face}`;
  context.textBaseline = 'middle';
  lines.forEach((line, at) => {
    const y = top + padding + (at + 0.5) * fontSize * lineHeight;
    context.fillText(line, padding, y, width - 2 * padding);
  });
}
