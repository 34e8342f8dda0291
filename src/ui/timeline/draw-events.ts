import type { ReviewedEvent } from '../../contract/index.ts';
import { classStyle } from '../common/class-style.ts';
import { drawEventSpan } from './draw-event-span.ts';
import type { TimelinePalette } from './palette.ts';
import { xOf, yOf, type TimelineLayout } from './layout.ts';

/** A span narrower than this, px, is drawn without its peak, its score and its round corners. */
const plainWidth = 8;

interface Place {
  readonly x: number;
  readonly width: number;
}

/**
 * Rows of event spans with their letters, and a faint band behind the curves where an event is. A confirmed event is solid, one
 * nobody has looked at outlined, a rejected one hatched and without a band. Of events that fall on the same pixels only
 * the first is drawn, so that thousands of them over hours cost no more than the screen has room for.
 */
export function drawEvents(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  palette: TimelinePalette,
  labels: readonly string[],
  events: readonly ReviewedEvent[],
  current: ReviewedEvent | null,
): void {
  drawRowGround(context, layout, palette, labels);
  const drawnTo = new Map<string, number>();
  for (const event of events) {
    const place = placeOf(layout, event);
    const row = labels.indexOf(event.label);
    if (row < 0 || !place) continue;
    const isCurrent = current?.id === event.id;
    const key = `${row} ${event.status}`;
    const end = place.x + place.width;
    if (!isCurrent && place.width < plainWidth && end <= (drawnTo.get(key) ?? -Infinity)) continue;
    drawnTo.set(key, Math.max(end, drawnTo.get(key) ?? -Infinity));
    drawEvent(context, layout, palette, event, row, place, isCurrent);
  }
}

/** Where an event is seen, px; null outside the view. */
function placeOf(layout: TimelineLayout, { start, end }: ReviewedEvent): Place | null {
  const x = Math.max(layout.left, xOf(layout, start));
  const right = Math.min(layout.right, xOf(layout, end));
  return right < layout.left || x > layout.right ? null : { x, width: Math.max(3, right - x) };
}

function drawEvent(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  palette: TimelinePalette,
  event: ReviewedEvent,
  row: number,
  { x, width }: Place,
  isCurrent: boolean,
): void {
  const colour = palette.classColour(event.label);
  if (event.status !== 'rejected') {
    context.fillStyle = colour;
    context.globalAlpha = 0.09;
    context.fillRect(x, layout.curveTop, width, layout.curveBottom - layout.curveTop);
    context.globalAlpha = 1;
  }
  const box = { x, y: layout.rowsTop + row * layout.rowHeight + 2, width, height: layout.rowHeight - 4 };
  drawEventSpan(context, palette, event, box, isCurrent);
  if (width >= plainWidth && event.status !== 'rejected') drawPeak(context, layout, palette, event, colour);
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

/** A dot on the curve where the event is strongest. */
function drawPeak(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  palette: TimelinePalette,
  event: ReviewedEvent,
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
