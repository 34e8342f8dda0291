import type { VideoSample } from 'mediabunny';
import type { Extent } from '../frame-size.ts';

/** The sample, turned for display, as a bitmap of the given size. The caller closes both. */
export function drawPicture(sample: VideoSample, { width, height }: Extent): ImageBitmap {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('no 2d canvas');
  context.imageSmoothingQuality = 'medium';
  sample.draw(context, 0, 0, width, height);
  return canvas.transferToImageBitmap();
}
