import { AppError, type Task } from '../../base/index.ts';
import type { Clip, Thumbnail } from '../../contract/index.ts';

const posterWidth = 160;
const maxBytes = 10_000;
/** Where to look, as shares of the clip: beginnings are often black. */
const places = [0.1, 0.4, 0.7];
/** Tried in turn until the picture is small enough. */
const qualities = [0.75, 0.55, 0.35, 0.15];

/**
 * A picture to know a clip by, 160 px wide, at most 10 kB: of three key frames the one with the greatest contrast.
 * WebP where the browser writes it, else JPEG.
 * @throws AppError 'no-frames', and what {@link Clip.thumbnails} throws.
 */
export async function posterOf(clip: Clip, task: Task): Promise<Blob> {
  const { start, duration, name } = clip.info;
  const length = duration ?? 0;
  const times = length > 0 ? places.map((place) => start + place * length) : [start];
  const size = { maxWidth: posterWidth, maxHeight: posterWidth * 4 };
  let best: { readonly canvas: OffscreenCanvas; readonly contrast: number } | null = null;
  for await (const thumbnail of clip.thumbnails({ times, slack: length * 0.14, ...size }, task)) {
    const drawn = draw(thumbnail);
    if (!best || drawn.contrast > best.contrast) best = drawn;
  }
  if (!best) throw new AppError('no-frames', `“${name}” has no picture to show.`);
  return encode(best.canvas);
}

function draw({ bitmap }: Thumbnail) {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) throw new Error('no 2d canvas');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { canvas, contrast: variance(context.getImageData(0, 0, canvas.width, canvas.height).data) };
}

/** Of the green channel, which is most of what brightness is. */
function variance(rgba: Uint8ClampedArray): number {
  let [sum, squares] = [0, 0];
  for (let at = 1; at < rgba.length; at += 4) {
    const green = rgba[at] as number;
    sum += green;
    squares += green * green;
  }
  const count = rgba.length / 4;
  return squares / count - (sum / count) ** 2;
}

async function encode(canvas: OffscreenCanvas): Promise<Blob> {
  let blob = await canvas.convertToBlob({ type: 'image/webp', quality: qualities[0] as number });
  const type = blob.type === 'image/webp' ? 'image/webp' : 'image/jpeg';
  for (const quality of qualities) {
    blob = await canvas.convertToBlob({ type, quality });
    if (blob.size <= maxBytes) break;
  }
  return blob;
}
