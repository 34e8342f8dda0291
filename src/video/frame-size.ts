import type { FrameSize } from '../contract/index.ts';

export type Rotation = 0 | 90 | 180 | 270;

/** Width and height, px. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** Width of one pixel over its height; 1 to 1 for square pixels. */
export interface PixelAspect {
  readonly num: number;
  readonly den: number;
}

/** A frame's geometry as coded, before pixel aspect and rotation. */
export interface CodedGeometry extends Extent {
  readonly pixelAspect: PixelAspect;
  /** Clockwise turn for display. */
  readonly rotation: Rotation;
}

/**
 * Display size: oblong pixels are made square by stretching the side that grows, so that no detail is lost; then a
 * quarter turn swaps the sides.
 */
export function displayExtent({ width, height, pixelAspect, rotation }: CodedGeometry): Extent {
  const { num, den } = pixelAspect;
  const square =
    num > den
      ? { width: Math.round((width * num) / den), height }
      : { width, height: Math.round((height * den) / num) };
  return turnedExtent(square, rotation);
}

/** Output size of a plan for a clip of the given display size. */
export function outputExtent(size: FrameSize, display: Extent): Extent {
  if (size.fit === 'exact') return { width: size.width, height: size.height };
  return scaledExtent(display, Math.min(1, size.pixels / Math.min(display.width, display.height)));
}

/** Largest size of the same aspect within maxWidth × maxHeight, never enlarged. */
export function boundedExtent(display: Extent, maxWidth: number, maxHeight: number): Extent {
  return scaledExtent(display, Math.min(1, maxWidth / display.width, maxHeight / display.height));
}

/** The extent after (or before: it is its own inverse) a turn. */
export function turnedExtent({ width, height }: Extent, rotation: Rotation): Extent {
  return rotation === 90 || rotation === 270 ? { width: height, height: width } : { width, height };
}

/** Degrees of any sign to a clockwise quarter turn, to the nearest. */
export function toRotation(degreesClockwise: number): Rotation {
  const quarter = ((Math.round(degreesClockwise / 90) % 4) + 4) % 4;
  return (quarter * 90) as Rotation;
}

function scaledExtent({ width, height }: Extent, scale: number): Extent {
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
