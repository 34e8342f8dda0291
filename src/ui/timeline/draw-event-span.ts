import type { ReviewedEvent } from '../../contract/index.ts';
import { classStyle } from '../common/class-style.ts';
import type { TimelinePalette } from './palette.ts';

/** CSS px. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Narrower spans are plain boxes, and too narrow to be told apart by an outline or a hatching, px. */
const plainWidth = 8;
const scoreWidth = 54;

/** One event in its row, by its class's colour and by what a person made of it. */
export function drawEventSpan(
  context: CanvasRenderingContext2D,
  palette: TimelinePalette,
  event: ReviewedEvent,
  box: Box,
  isCurrent: boolean,
): void {
  const colour = palette.classColour(event.label);
  if (box.width < plainWidth && !isCurrent) return drawPlain(context, event, box, colour);
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, 3);
  if (event.status === 'rejected') hatch(context, box, colour);
  else fill(context, event, colour);
  if (isCurrent) {
    context.strokeStyle = palette.text;
    context.lineWidth = 2;
    context.stroke();
  }
  if (box.width > scoreWidth && event.status !== 'rejected') drawScore(context, palette, event, box);
}

function drawPlain(
  context: CanvasRenderingContext2D,
  { status }: ReviewedEvent,
  { x, y, width, height }: Box,
  colour: string,
): void {
  context.fillStyle = colour;
  context.globalAlpha = status === 'rejected' ? 0.3 : 1;
  const share = status === 'confirmed' ? 1 : 0.6;
  context.fillRect(x, y + (height * (1 - share)) / 2, width, height * share);
  context.globalAlpha = 1;
}

/** The current path: solid when confirmed, else a tint within an outline. */
function fill(context: CanvasRenderingContext2D, { status }: ReviewedEvent, colour: string): void {
  context.fillStyle = colour;
  if (status === 'unreviewed') context.globalAlpha = 0.25;
  context.fill();
  context.globalAlpha = 1;
  if (status === 'confirmed') return;
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.stroke();
}

/** Thin slanted lines within the current path. */
function hatch(context: CanvasRenderingContext2D, { x, y, width, height }: Box, colour: string): void {
  context.save();
  context.globalAlpha = 0.55;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.stroke();
  context.clip();
  context.beginPath();
  for (let at = x - height; at < x + width; at += 6) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
  context.beginPath();
  context.roundRect(x, y, width, height, 3);
}

function drawScore(
  context: CanvasRenderingContext2D,
  palette: TimelinePalette,
  { label, score, status }: ReviewedEvent,
  { x, y, height }: Box,
): void {
  context.font = palette.strongFont;
  context.textAlign = 'left';
  context.fillStyle = status === 'confirmed' ? palette.classInk : palette.text;
  const mark = status === 'confirmed' ? '✓ ' : '';
  context.fillText(`${mark}${classStyle(label).code} ${score.toFixed(2)}`, x + 6, y + height / 2 + 0.5);
}
