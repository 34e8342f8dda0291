import { heatPixels } from '../../base/index.ts';
import type { HeatPicture } from '../../contract/index.ts';

/** Lays heat over a picture whose top left corner is at (x, 0) and whose size is width × height, px. */
export function drawHeat(
  context: OffscreenCanvasRenderingContext2D,
  { map, region, opacity }: HeatPicture,
  { x, width, height }: { readonly x: number; readonly width: number; readonly height: number },
): void {
  const pixels = heatPixels(map);
  const small = new OffscreenCanvas(pixels.width, pixels.height);
  small.getContext('2d')?.putImageData(new ImageData(pixels.data, pixels.width, pixels.height), 0, 0);
  context.save();
  context.globalAlpha = opacity;
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    small,
    x + region.x * width,
    region.y * height,
    region.width * width,
    region.height * height,
  );
  context.restore();
}
