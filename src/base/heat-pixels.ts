/** A map whose cells are shares 0..1, row by row from the top left. */
export interface HeatMap {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Pixels a side of each cell: enough for a smooth look when they are enlarged once more. */
const pixelsPerCell = 16;

/**
 * Anchors of the colour map inferno (Smith & van der Walt 2015, CC0), evenly apart from .2 to 1: lightness grows evenly
 * to the eye, in grey and with any colour blindness too.
 */
const anchors = [
  [66, 10, 104],
  [106, 23, 110],
  [147, 38, 103],
  [188, 55, 84],
  [221, 81, 58],
  [243, 120, 25],
  [252, 165, 10],
  [246, 215, 70],
  [252, 255, 164],
] as const;

/** Red, green, blue and alpha, 0..255, of a share 0..1. Nothing is drawn where there is nothing to show. */
export function heatColour(share: number): readonly [number, number, number, number] {
  const bounded = Math.min(1, Math.max(0, share));
  const at = bounded * (anchors.length - 1);
  const low = Math.min(anchors.length - 2, Math.floor(at));
  const [from, to] = [anchors[low] ?? anchors[0], anchors[low + 1] ?? anchors[0]];
  const part = (channel: 0 | 1 | 2) => Math.round(from[channel] + (to[channel] - from[channel]) * (at - low));
  return [part(0), part(1), part(2), Math.round(255 * Math.min(1, 1.5 * bounded))];
}

/** A map as a picture, interpolated bilinearly between the centres of its cells; RGBA, 8 bits each, not premultiplied. */
export function heatPixels({ width, height, values }: HeatMap) {
  const [columns, rows] = [width * pixelsPerCell, height * pixelsPerCell];
  const data = new Uint8ClampedArray(columns * rows * 4);
  for (let y = 0; y < rows; y++) {
    const down = along(y, height);
    for (let x = 0; x < columns; x++) {
      const across = along(x, width);
      const cell = (row: number, column: number) => values[row * width + column] ?? 0;
      const upper = mix(cell(down.low, across.low), cell(down.low, across.high), across.share);
      const lower = mix(cell(down.high, across.low), cell(down.high, across.high), across.share);
      data.set(heatColour(mix(upper, lower, down.share)), (y * columns + x) * 4);
    }
  }
  return { width: columns, height: rows, data };
}

function along(pixel: number, cells: number) {
  const at = Math.min(Math.max((pixel + 0.5) / pixelsPerCell - 0.5, 0), cells - 1);
  const low = Math.floor(at);
  return { low, high: Math.min(low + 1, cells - 1), share: at - low };
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
