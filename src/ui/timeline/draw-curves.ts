import { indexAtOrBefore } from '../../state/index.ts';
import { parseRgb, type CurveBitmap } from './curve-bitmap.ts';
import { xOf, yOf, type TimelineLayout } from './layout.ts';
import type { TrackPyramid } from './track-pyramid.ts';

export interface Curve {
  readonly pyramid: TrackPyramid;
  readonly column: number;
  readonly colour: string;
  readonly width: number;
  readonly opacity: number;
  /** The first and last rows speak for the clip from here to there, s. */
  readonly extent: { readonly from: number; readonly to: number };
}

interface Rows {
  readonly first: number;
  readonly end: number;
}

/** Curves over the visible span: as lines where rows are far apart, as bands from least to greatest where they are not. */
export function drawCurves(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  curves: readonly Curve[],
  bitmap: CurveBitmap,
): void {
  const { left, right, curveTop, curveBottom, visible } = layout;
  const [width, height] = [right - left, curveBottom - curveTop + 2 * margin];
  context.save();
  context.beginPath();
  context.rect(left, curveTop - margin, width, height);
  context.clip();
  bitmap.reset(Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio));
  let hasBands = false;
  for (const curve of curves) {
    const { timestamps } = curve.pyramid.track;
    const first = Math.max(0, indexAtOrBefore(timestamps, visible.from));
    const end = Math.min(timestamps.length, indexAtOrBefore(timestamps, visible.to) + 2);
    if (end - first < width / 2) strokeRows(context, layout, curve, { first, end });
    else paintBands(bitmap, layout, curve, { first, end });
    hasBands ||= end - first >= width / 2;
  }
  if (hasBands) bitmap.drawOn(context, left, curveTop - margin, width, height);
  context.restore();
}

/** Room above and below for the thickness of a line at 0 or 1, px. */
const margin = 3;

function strokeRows(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  curve: Curve,
  { first, end }: Rows,
): void {
  const { track, columns } = curve.pyramid;
  const { timestamps } = track;
  const y = (row: number): number => yOf(layout, track.values[row * columns + curve.column] as number);
  context.beginPath();
  if (first === 0 && end > 0) context.moveTo(xOf(layout, curve.extent.from), y(0));
  for (let row = first; row < end; row++) context.lineTo(xOf(layout, timestamps[row] as number), y(row));
  if (end === timestamps.length && end > 0) context.lineTo(xOf(layout, curve.extent.to), y(end - 1));
  context.globalAlpha = curve.opacity;
  context.strokeStyle = curve.colour;
  context.lineWidth = curve.width;
  context.lineJoin = 'round';
  context.stroke();
  context.globalAlpha = 1;
}

/** Each column of pixels from the least to the greatest of its rows, and on to its neighbour's. */
function paintBands(bitmap: CurveBitmap, layout: TimelineLayout, curve: Curve, { first, end }: Rows): void {
  const { timestamps } = curve.pyramid.track;
  const { visible } = layout;
  // Read once: asking the window for its pixel ratio thousands of times would cost more than the drawing.
  const [ratio, width] = [devicePixelRatio, bitmap.width];
  const perPixel = (visible.to - visible.from) / width;
  const scale = bitmap.height - 2 * margin * ratio;
  const yOfBitmap = (probability: number): number => margin * ratio + (1 - probability) * scale;
  const reach = (curve.width * ratio) / 2;
  const colour = parseRgb(curve.colour);
  const range: [number, number] = [0, 0];
  let row = first;
  let [low, high] = [1, 0];
  for (let x = 0; x < width && row < end; x++) {
    const next = Math.min(end, rowAfter(timestamps, visible.from + (x + 1) * perPixel, row));
    const isGap = next === row;
    if (!isGap) curve.pyramid.range(curve.column, row, next, range);
    const [from, to] = isGap || row === first ? range : [Math.min(range[0], high), Math.max(range[1], low)];
    bitmap.paintColumn(x, yOfBitmap(to) - reach, yOfBitmap(from) + reach, colour, curve.opacity);
    [low, high] = range;
    row = next;
  }
}

/** Index of the first row later than `time`, from `row` on: by leaps, for hours have many rows to a pixel. */
function rowAfter(timestamps: Float64Array, time: number, row: number): number {
  let [low, leap] = [row, 1];
  while (low + leap <= timestamps.length && (timestamps[low + leap - 1] as number) <= time) {
    low += leap;
    leap *= 2;
  }
  for (; leap >= 1; leap /= 2) {
    if (low + leap <= timestamps.length && (timestamps[low + leap - 1] as number) <= time) low += leap;
  }
  return low;
}
