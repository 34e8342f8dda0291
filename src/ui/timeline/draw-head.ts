import type { Marks } from '../../state/index.ts';
import type { TimelinePalette } from './palette.ts';
import { xOf, type TimelineLayout } from './layout.ts';

/** The marked span, the hair line under the pointer, and the play head. */
export function drawHead(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  palette: TimelinePalette,
  position: { readonly head: number; readonly marks: Marks; readonly hover: number | null },
): void {
  context.clearRect(0, 0, layout.width, layout.height);
  context.save();
  context.beginPath();
  context.rect(layout.left - 6, 0, layout.right - layout.left + 12, layout.height);
  context.clip();
  drawMarks(context, layout, palette, position.marks);
  if (position.hover !== null) verticalLine(context, layout, position.hover, palette.faint);
  drawPlayHead(context, layout, palette, position.head);
  context.restore();
}

function drawMarks(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  palette: TimelinePalette,
  marks: Marks,
): void {
  context.fillStyle = palette.accent;
  if (marks.in !== null && marks.out !== null) {
    const x = xOf(layout, marks.in);
    context.globalAlpha = 0.12;
    context.fillRect(x, 0, xOf(layout, marks.out) - x, layout.curveBottom);
    context.globalAlpha = 1;
  }
  for (const [time, direction] of [[marks.in, 1] as const, [marks.out, -1] as const]) {
    if (time === null) continue;
    const x = Math.round(xOf(layout, time));
    context.fillRect(x - 0.5, 2, 1.5, layout.curveBottom - 2);
    context.fillRect(direction === 1 ? x : x - 5, 2, 6, 2);
    context.fillRect(direction === 1 ? x : x - 5, layout.rulerHeight - 2, 6, 2);
  }
}

function drawPlayHead(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  palette: TimelinePalette,
  head: number,
): void {
  const x = Math.round(xOf(layout, head)) + 0.5;
  verticalLine(context, layout, head, palette.text);
  context.beginPath();
  context.moveTo(x - 5, 3);
  context.lineTo(x + 5, 3);
  context.lineTo(x + 5, 9);
  context.lineTo(x, 15);
  context.lineTo(x - 5, 9);
  context.closePath();
  context.fillStyle = palette.text;
  context.fill();
}

function verticalLine(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  time: number,
  colour: string,
): void {
  context.fillStyle = colour;
  context.fillRect(Math.round(xOf(layout, time)), 6, 1, layout.height - 6);
}
