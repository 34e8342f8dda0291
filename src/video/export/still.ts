import { formatTimecode, type Task } from '../../base/index.ts';
import type { Clip, FinishedExport, HeatPicture, Picture, StillRequest } from '../../contract/index.ts';
import { sameTime } from './copy-plan.ts';
import { captionLayout, drawCaption } from './draw-caption.ts';
import { drawHeat } from './draw-heat.ts';
import { exportErrors } from './export-errors.ts';
import { stillName } from './export-name.ts';
import { finishExport } from './finish-export.ts';
import { withPngText } from './png-text.ts';
import { captionLines, stillTexts } from './still-facts.ts';

/**
 * The picture on screen at a moment, at the clip's full display size, as PNG with its circumstances in iTXt chunks.
 * @throws AppError 'input-invalid' when the clip shows no frame of that very time, and what the decoder throws
 */
export async function makeStill(clip: Clip, request: StillRequest, task: Task): Promise<FinishedExport> {
  const { info } = clip;
  const picture = await pictureAt(clip, request.at, task);
  const { timestamp } = picture;
  const lines = request.hasCaption ? captionLines(info, timestamp, request) : [];
  const png = await toPng(picture.bitmap, lines, request.heat);
  task.signal.throwIfAborted();
  const texts = stillTexts(info, timestamp, request);
  const blob = new Blob([withPngText(png, texts)], { type: 'image/png' });
  const name = stillName(info.name, timestamp, request.frame, request.heat?.label);
  return finishExport({ kind: 'still', name, blob, detail: describe(clip, timestamp, request) }, task);
}

/** The frame shown at a time, never its neighbour. The caller closes its bitmap. */
async function pictureAt(clip: Clip, at: number, task: Task): Promise<Picture> {
  const { name, width, height } = clip.info;
  const plan = { from: at + sameTime / 2, maxWidth: width, maxHeight: height };
  for await (const picture of clip.pictures(plan, task)) {
    if (Math.abs(picture.timestamp - at) <= sameTime) return picture;
    picture.bitmap.close();
    break;
  }
  throw exportErrors.notOnScreen(name);
}

/** Between the picture and its second copy, px. */
const gap = 8;

/** Closes the bitmap. */
async function toPng(bitmap: ImageBitmap, lines: readonly string[], heat?: HeatPicture): Promise<Uint8Array> {
  const { width, height } = bitmap;
  const whole = heat ? 2 * width + gap : width;
  const strip = lines.length === 0 ? 0 : captionLayout(whole, lines.length).height;
  const canvas = new OffscreenCanvas(whole, height + strip);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) throw new Error('no 2d canvas');
  context.drawImage(bitmap, 0, 0);
  if (heat) {
    context.drawImage(bitmap, width + gap, 0);
    drawHeat(context, heat, { x: width + gap, width, height });
  }
  bitmap.close();
  if (strip > 0) drawCaption(context, lines, height);
  const png = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await png.arrayBuffer());
}

function describe({ info }: Clip, timestamp: number, { frame, hasCaption, heat }: StillRequest): string {
  const number = frame === null ? '' : `Frame ${frame}, `;
  const beside = heat ? ` Beside it the same with the evidence for ${heat.label}.` : '';
  const caption = hasCaption ? ' A strip below the picture names its source.' : '';
  return (
    `${number}${formatTimecode(timestamp)}, ${info.width} × ${info.height} px as shown, ` +
    `decoded by ${info.decoderDetail}.${beside}${caption}`
  );
}
