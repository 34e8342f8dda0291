import { messageOf, type Task } from '../base/index.ts';
import type { Clip, ClipWarning, DecoderChoice } from '../contract/index.ts';
import type { SpawnFfmpeg } from './ffmpeg/loading-core.ts';
import { openWithFfmpeg } from './ffmpeg/open-ffmpeg.ts';
import { containerOf, imageType, readHead } from './file-head.ts';
import { openImage } from './image/open-image.ts';
import { completenessOf } from './truncation.ts';
import { videoErrors } from './video-errors.ts';
import { openWithWebCodecs, type Refusal } from './webcodecs/open-webcodecs.ts';

export interface OpenOptions {
  readonly decoder: DecoderChoice;
  /** Starts a worker that runs `serveFfmpegCore()`. */
  readonly spawnFfmpeg: SpawnFfmpeg;
}

/**
 * Opens a video, a picture or an animated GIF. `auto` prefers the browser's decoder and takes ffmpeg.wasm where that
 * cannot read the container, the codec or the very first frame; a decoder asked for by name is used or refused.
 *
 * The caller disposes the clip.
 * @throws AppError 'file-empty', 'file-unreadable', 'not-media', 'no-video-track', 'no-frames', 'unsupported-codec',
 * 'decoder-failed', 'decoder-unavailable', 'webassembly-unavailable'; the signal's reason when aborted.
 */
export async function openClip(file: File, { decoder, spawnFfmpeg }: OpenOptions, task: Task): Promise<Clip> {
  const { signal } = task;
  signal.throwIfAborted();
  const head = await readHead(file);
  const picture = imageType(head);
  const container = picture?.slice('image/'.length) ?? containerOf(head);
  const completeness = await completenessOf(file, container);
  if (completeness === 'index-missing') throw videoErrors.cutBeforeIndex(file.name);
  const warnings: ClipWarning[] = completeness === 'truncated' ? ['truncated'] : [];
  let refusal: Refusal | null = null;
  if (decoder !== 'ffmpeg') {
    const opened = picture
      ? await openImage(file, picture, signal)
      : await openWithWebCodecs(file, { container, warnings }, signal);
    if ('info' in opened) return opened;
    if (decoder === 'webcodecs') throw refused(file.name, opened);
    refusal = opened;
  }
  const kind = picture ? 'image' : 'video';
  const remark = refusal?.reason === 'first-frame' ? remarkOn(refusal) : null;
  return openWithFfmpeg(file, spawnFfmpeg, { head, kind, container, warnings, remark }, signal);
}

function refused(name: string, refusal: Refusal) {
  switch (refusal.reason) {
    case 'container':
      return videoErrors.unsupportedContainer(name);
    case 'codec':
      return videoErrors.unsupportedCodec(name, refusal.codec, 'the browser’s decoder');
    case 'first-frame':
      return videoErrors.decoderFailed(name, refusal.cause, true);
  }
}

function remarkOn({ cause }: { cause: unknown }): string {
  return `the browser’s decoder failed on the first frame: ${messageOf(cause)}`;
}
