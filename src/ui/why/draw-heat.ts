import type { Attachment } from 'svelte/attachments';
import { heatPixels } from '../../base/index.ts';
import type { HeatPicture } from '../../contract/index.ts';

/** Width of the canvas, px; the layout stretches it over the picture. */
const width = 480;

/** Draws heat on a canvas of the picture's proportions. */
export function attachHeat({ map, region }: HeatPicture, ratio: number): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    canvas.width = width;
    canvas.height = Math.round(width / ratio);
    const pixels = heatPixels(map);
    const small = new OffscreenCanvas(pixels.width, pixels.height);
    small.getContext('2d')?.putImageData(new ImageData(pixels.data, pixels.width, pixels.height), 0, 0);
    const context = canvas.getContext('2d');
    context?.drawImage(
      small,
      region.x * canvas.width,
      region.y * canvas.height,
      region.width * canvas.width,
      region.height * canvas.height,
    );
  };
}
