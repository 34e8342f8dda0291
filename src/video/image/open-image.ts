import type { ClipInfo } from '../../contract/index.ts';
import { asVideoError, isReadFailure, videoErrors } from '../video-errors.ts';
import type { Refusal } from '../webcodecs/open-webcodecs.ts';
import { ImageClip, shownImages } from './image-clip.ts';

/** Opens a picture or an animation with the browser's ImageDecoder (W3C WebCodecs, 10), or says why not. */
export async function openImage(file: File, type: string, signal: AbortSignal): Promise<ImageClip | Refusal> {
  const codec = type.slice('image/'.length);
  if (typeof ImageDecoder === 'undefined' || !(await ImageDecoder.isTypeSupported(type))) {
    return { reason: 'codec', codec };
  }
  try {
    for await (const { image, count } of shownImages(file, type, signal)) {
      return new ImageClip(file, type, infoOf(file, codec, image, count));
    }
    throw videoErrors.noFrames(file.name);
  } catch (error) {
    if (isReadFailure(error) || signal.aborted) {
      throw asVideoError(error, file.name, (cause) => videoErrors.unreadable(file.name, cause));
    }
    return { reason: 'first-frame', codec, cause: error };
  }
}

function infoOf(file: File, codec: string, image: VideoFrame, count: number): ClipInfo {
  const animated = count > 1;
  return {
    name: file.name,
    sizeBytes: file.size,
    kind: 'image',
    container: codec,
    codec,
    width: image.displayWidth,
    height: image.displayHeight,
    rotation: 0,
    start: 0,
    duration: animated ? null : 0,
    frameRate: null,
    frameCount: count,
    decoder: 'webcodecs',
    decoderDetail: `ImageDecoder (${codec})`,
    warnings: [],
  };
}
