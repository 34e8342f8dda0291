import { indexAtOrBefore } from '../../state/index.ts';
import { xOf, yOf, type TimelineLayout } from './layout.ts';
import type { TrackPyramid } from './track-pyramid.ts';

export interface CurveStyle {
  readonly colour: string;
  readonly width: number;
  readonly opacity: number;
}

/** One class of a track over the visible span: every row where there is room, least and greatest per pixel where not. */
export function drawCurve(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  pyramid: TrackPyramid,
  column: number,
  style: CurveStyle,
): void {
  const { timestamps } = pyramid.track;
  if (timestamps.length === 0) return;
  const first = Math.max(0, indexAtOrBefore(timestamps, layout.visible.from));
  const end = Math.min(timestamps.length, indexAtOrBefore(timestamps, layout.visible.to) + 2);
  context.beginPath();
  if (end - first <= (layout.right - layout.left) * 2)
    traceRows(context, layout, pyramid, column, first, end);
  else tracePixels(context, layout, pyramid, column, first, end);
  context.strokeStyle = style.colour;
  context.lineWidth = style.width;
  context.globalAlpha = style.opacity;
  context.lineJoin = 'round';
  context.stroke();
  context.globalAlpha = 1;
}

function traceRows(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  { track, columns }: TrackPyramid,
  column: number,
  first: number,
  end: number,
): void {
  for (let row = first; row < end; row++) {
    const x = xOf(layout, track.timestamps[row] as number);
    const y = yOf(layout, track.values[row * columns + column] as number);
    if (row === first) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
}

function tracePixels(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  pyramid: TrackPyramid,
  column: number,
  first: number,
  end: number,
): void {
  const { timestamps } = pyramid.track;
  const { visible, left, right } = layout;
  const perPixel = (visible.to - visible.from) / (right - left);
  const range: [number, number] = [0, 0];
  let row = first;
  for (let x = left; x < right && row < end; x++) {
    const until = visible.from + (x + 1 - left) * perPixel;
    const next = Math.min(end, Math.max(row, indexAtOrBefore(timestamps, until) + 1));
    if (next === row) continue;
    pyramid.range(column, row, next, range);
    context.lineTo(x, yOf(layout, range[1]));
    context.lineTo(x, yOf(layout, range[0]));
    row = next;
  }
}
