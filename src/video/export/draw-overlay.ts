import { formatTimecode } from '../../base/index.ts';
import type { ClassLook } from '../../contract/index.ts';

type Context = OffscreenCanvasRenderingContext2D;

/** What is drawn into one picture. */
export interface OverlayReading {
  readonly looks: readonly ClassLook[];
  /** One for each look; null where nothing was analysed. */
  readonly probabilities: ArrayLike<number> | null;
  readonly timestamp: number;
  readonly frame: number | null;
  readonly name: string;
}

const face = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const ground = 'rgb(12 15 18 / 0.85)';
const bright = '#f2f5f7';
const muted = '#b9c2ca';

/** Letters of a 54th of the longer side, px, but legible on a small picture. */
function letterSize({ width, height }: { width: number; height: number }): number {
  return Math.max(7, Math.round(Math.max(width, height) / 54));
}

/**
 * Draws the leading class, a bar for each, and a line with time, frame number and file name into the picture, in the
 * looks of the screen's overlay.
 */
export function drawOverlay(context: Context, reading: OverlayReading): void {
  const size = letterSize(context.canvas);
  context.save();
  context.textBaseline = 'middle';
  if (reading.looks.length > 0) drawClasses(context, reading, size);
  drawOrigin(context, reading, size);
  context.restore();
}

function drawClasses(context: Context, { looks, probabilities }: OverlayReading, size: number): void {
  const [left, top, pad] = [size * 0.7, size * 0.7, size * 0.6];
  const row = size * 1.35;
  const width = Math.min(size * 16, context.canvas.width - 2 * left);
  panel(context, left, top, width, 2 * pad + size * 1.9 + row * looks.length, size * 0.4);
  const leading = probabilities === null ? -1 : indexOfMost(probabilities);
  const look = looks[leading];
  const title = look ? `${look.label} ${(probabilities?.[leading] ?? 0).toFixed(4)}` : 'not analysed';
  if (look) {
    context.fillStyle = look.colour;
    context.fillRect(left + pad, top + pad, size * 0.35, size * 1.5);
  }
  write(context, title, {
    x: left + pad + size * 0.8,
    y: top + pad + size * 0.75,
    size: size * 1.3,
    weight: 600,
  });
  looks.forEach((each, at) => {
    const y = top + pad + size * 1.9 + (at + 0.5) * row;
    const value = probabilities === null ? null : (probabilities[at] ?? 0);
    drawBar(context, each, value, {
      x: left + pad,
      y,
      width: width - 2 * pad,
      size,
      isLeading: at === leading,
    });
  });
}

interface BarPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly isLeading: boolean;
}

/** Two letters on the class's colour, its name, the bar and the number. */
function drawBar(
  context: Context,
  { label, code, colour, ink }: ClassLook,
  value: number | null,
  { x, y, width, size, isLeading }: BarPlace,
): void {
  const tone = isLeading ? bright : muted;
  context.fillStyle = colour;
  context.fillRect(x, y - size * 0.55, size * 1.7, size * 1.1);
  write(context, code, {
    x: x + size * 0.85,
    y,
    size: size * 0.8,
    weight: 700,
    colour: ink,
    align: 'center',
  });
  write(context, label, { x: x + size * 2.1, y, size, colour: tone, room: size * 4.6 });
  const bar = { x: x + size * 7, width: Math.max(0, width - size * 9.6) };
  context.fillStyle = 'rgb(255 255 255 / 0.13)';
  context.fillRect(bar.x, y - size * 0.2, bar.width, size * 0.4);
  context.fillStyle = colour;
  context.fillRect(bar.x, y - size * 0.2, bar.width * (value ?? 0), size * 0.4);
  write(context, value === null ? '–' : value.toFixed(2), {
    x: x + width,
    y,
    size,
    colour: tone,
    align: 'right',
  });
}

function drawOrigin(context: Context, { timestamp, frame, name }: OverlayReading, size: number): void {
  const { width, height } = context.canvas;
  const number = frame === null ? '' : `  f${frame}`;
  const top = height - size * 1.7;
  context.fillStyle = ground;
  context.fillRect(0, top, width, size * 1.7);
  const y = top + size * 0.85;
  const time = `${formatTimecode(timestamp)}${number}`;
  write(context, time, { x: size * 0.7, y, size, weight: 600, room: width * 0.5 });
  write(context, name, { x: width - size * 0.7, y, size, colour: muted, align: 'right', room: width * 0.42 });
}

interface Writing {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly weight?: number;
  readonly colour?: string;
  readonly align?: CanvasTextAlign;
  /** Set narrower rather than go beyond this, px. */
  readonly room?: number;
}

function write(context: Context, text: string, { x, y, size, weight, colour, align, room }: Writing): void {
  context.font = `${weight ?? 400} ${size}px ${face}`;
  context.fillStyle = colour ?? bright;
  context.textAlign = align ?? 'left';
  context.fillText(text, x, y, room);
}

function panel(context: Context, x: number, y: number, width: number, height: number, radius: number): void {
  context.fillStyle = ground;
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.fill();
}

function indexOfMost(values: ArrayLike<number>): number {
  return Array.from(values).reduce(
    (best, value, at, all) => (value > (all[best] ?? -Infinity) ? at : best),
    0,
  );
}
