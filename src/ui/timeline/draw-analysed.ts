import type { TimelinePalette } from './palette.ts';
import { xOf, type TimelineLayout } from './layout.ts';

/** Hatches what has not been analysed yet, with an edge that grows from the left. */
export function drawUnanalysed(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  palette: TimelinePalette,
  analysedTo: number,
  clipEnd: number,
): void {
  const from = Math.max(layout.left, xOf(layout, analysedTo));
  const to = Math.min(layout.right, xOf(layout, clipEnd));
  if (to - from < 1) return;
  context.save();
  context.beginPath();
  context.rect(from, layout.curveTop, to - from, layout.curveBottom - layout.curveTop);
  context.clip();
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  const height = layout.curveBottom - layout.curveTop;
  for (let x = from - height - (from % 9); x < to; x += 9) {
    context.moveTo(x, layout.curveBottom);
    context.lineTo(x + height, layout.curveTop);
  }
  context.stroke();
  context.restore();
  if (from > layout.left) {
    context.fillStyle = palette.accent;
    context.fillRect(from - 1, layout.curveTop, 2, layout.curveBottom - layout.curveTop);
  }
}
