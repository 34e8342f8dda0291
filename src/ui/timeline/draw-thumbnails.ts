import type { Thumbnail } from '../../contract/index.ts';
import { formatTimecode } from '../../state/index.ts';
import { xOf, type TimelineLayout } from './layout.ts';

/** Height of the strip, CSS px. */
export const stripHeight = 46;

const labelHeight = 13;

/** Pictures side by side from their times on, each with the exact time of the frame it shows. */
export function drawThumbnails(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  fonts: { readonly font: string; readonly ground: string },
  times: readonly number[],
  pictureAt: (time: number) => Thumbnail | null,
): void {
  context.clearRect(0, 0, layout.width, stripHeight);
  context.save();
  context.beginPath();
  context.rect(layout.left, 0, layout.right - layout.left, stripHeight);
  context.clip();
  times.forEach((time, at) => {
    const next = times[at + 1];
    const x = Math.round(xOf(layout, time));
    const end = next === undefined ? layout.right : Math.round(xOf(layout, next)) - 1;
    context.fillStyle = fonts.ground;
    context.fillRect(x, 0, end - x, stripHeight);
    const picture = pictureAt(time);
    if (picture) drawOne(context, fonts.font, picture, x, end - x);
  });
  context.restore();
}

function drawOne(
  context: CanvasRenderingContext2D,
  font: string,
  { bitmap, timestamp }: Thumbnail,
  x: number,
  room: number,
): void {
  const scale = stripHeight / bitmap.height;
  const width = Math.min(room, bitmap.width * scale);
  context.drawImage(bitmap, 0, 0, width / scale, bitmap.height, x, 0, width, stripHeight);
  context.font = font;
  const text = formatTimecode(timestamp).replace(/^00:/, '');
  const textWidth = context.measureText(text).width + 6;
  if (textWidth > room) return;
  context.fillStyle = 'rgb(12 15 18 / 0.78)';
  context.fillRect(x, stripHeight - labelHeight, textWidth, labelHeight);
  context.fillStyle = '#f2f5f7';
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(text, x + 3, stripHeight - labelHeight / 2 + 0.5);
}
