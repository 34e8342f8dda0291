import type { TimeSpan } from '../../state/index.ts';

/** Where things lie on the timeline's canvas, CSS px. */
export interface TimelineLayout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly rulerHeight: number;
  readonly curveTop: number;
  readonly curveBottom: number;
  readonly rowsTop: number;
  readonly rowHeight: number;
  readonly visible: TimeSpan;
}

export const gutter = 46;
const rulerHeight = 24;
const rowHeight = 17;

export function layoutTimeline(
  width: number,
  curveHeight: number,
  rows: number,
  visible: TimeSpan,
): TimelineLayout {
  const curveTop = rulerHeight + 8;
  const curveBottom = curveTop + curveHeight;
  const rowsTop = curveBottom + 8;
  return {
    width,
    height: rowsTop + rows * rowHeight + 4,
    left: gutter,
    right: Math.max(gutter + 1, width - 12),
    rulerHeight,
    curveTop,
    curveBottom,
    rowsTop,
    rowHeight,
    visible,
  };
}

export function xOf(layout: TimelineLayout, time: number): number {
  const { left, right, visible } = layout;
  return left + ((time - visible.from) / (visible.to - visible.from)) * (right - left);
}

export function timeAt(layout: TimelineLayout, x: number): number {
  const { left, right, visible } = layout;
  return visible.from + ((x - left) / (right - left)) * (visible.to - visible.from);
}

/** y of a probability. */
export function yOf({ curveTop, curveBottom }: TimelineLayout, probability: number): number {
  return curveBottom - probability * (curveBottom - curveTop);
}

/** Number of the event row at a height; null outside the rows. */
export function rowAt({ rowsTop, rowHeight }: TimelineLayout, y: number, rows: number): number | null {
  const row = Math.floor((y - rowsTop) / rowHeight);
  return row >= 0 && row < rows ? row : null;
}
