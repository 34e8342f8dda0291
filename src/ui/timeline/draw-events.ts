import type { DetectionEvent } from '../../contract/index.ts';
import { eventKey } from '../../state/index.ts';
import { classStyle } from '../common/class-style.ts';
import type { TimelinePalette } from './palette.ts';
import { xOf, yOf, type TimelineLayout } from './layout.ts';

/** Rows of event spans with their letters, and a faint band behind the curves where an event is. */
export function drawEvents(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  palette: TimelinePalette,
  labels: readonly string[],
  events: readonly DetectionEvent[],
  current: DetectionEvent | null,
): void {
  drawRowGround(context, layout, palette, labels);
  for (const event of events) {
    const row = labels.indexOf(event.label);
    const [x, end] = [
      Math.max(layout.left, xOf(layout, event.start)),
      Math.min(layout.right, xOf(layout, event.end)),
    ];
    if (row < 0 || end < layout.left || x > layout.right) continue;
    const width = Math.max(3, end - x);
    const colour = palette.classColour(event.label);
    context.fillStyle = colour;
    context.globalAlpha = 0.09;
    context.fillRect(x, layout.curveTop, width, layout.curveBottom - layout.curveTop);
    context.globalAlpha = 1;
    const y = layout.rowsTop + row * layout.rowHeight + 2;
    context.beginPath();
    context.roundRect(x, y, width, layout.rowHeight - 4, 3);
    context.fill();
    if (current && eventKey(current) === eventKey(event)) {
      context.strokeStyle = palette.text;
      context.lineWidth = 2;
      context.stroke();
    }
    if (width > 54) drawScore(context, palette, event, x, y + (layout.rowHeight - 4) / 2);
    drawPeak(context, layout, palette, event, colour);
  }
}

function drawRowGround(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  palette: TimelinePalette,
  labels: readonly string[],
): void {
  context.textBaseline = 'middle';
  labels.forEach((label, row) => {
    const y = layout.rowsTop + row * layout.rowHeight;
    context.fillStyle = palette.raised;
    context.fillRect(layout.left, y + 2, layout.right - layout.left, layout.rowHeight - 4);
    context.beginPath();
    context.roundRect(layout.left - 30, y + 2, 22, layout.rowHeight - 4, 3);
    context.fillStyle = palette.classColour(label);
    context.fill();
    context.font = palette.strongFont;
    context.textAlign = 'center';
    context.fillStyle = palette.classInk;
    context.fillText(classStyle(label).code, layout.left - 19, y + layout.rowHeight / 2 + 0.5);
  });
}

function drawScore(
  context: CanvasRenderingContext2D,
  palette: TimelinePalette,
  event: DetectionEvent,
  x: number,
  y: number,
): void {
  context.font = palette.strongFont;
  context.textAlign = 'left';
  context.fillStyle = palette.classInk;
  context.fillText(`${classStyle(event.label).code} ${event.score.toFixed(2)}`, x + 6, y + 0.5);
}

/** A dot on the curve where the event is strongest. */
function drawPeak(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  palette: TimelinePalette,
  event: DetectionEvent,
  colour: string,
): void {
  const x = xOf(layout, event.peak);
  if (x < layout.left || x > layout.right) return;
  context.beginPath();
  context.arc(x, yOf(layout, event.score), 3.5, 0, Math.PI * 2);
  context.fillStyle = palette.surface;
  context.fill();
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.stroke();
}
