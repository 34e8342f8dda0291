import { AppError, isAbort, messageOf, type Task } from '../../base/index.ts';
import type { Clip, ExaminedFile, Frame, RgbImage, SamplingPlan } from '../../contract/index.ts';
import { fingerprintOf } from './fingerprint.ts';

/** Frames of a fingerprint. */
const frameCount = 8;

/** Small enough to cost nothing beside decoding, large enough for the 32 × 32 that is hashed. */
const size = { fit: 'exact', width: 64, height: 64 } as const;

/** Up to this duration, s, one pass over the clip is cheaper than eight times from the key frame before a moment. */
const longestPass = 20;

/**
 * What a look into an opened clip finds: duration, size, and the fingerprint of up to 8 frames, the first of
 * each eighth of the clip. A picture gives one frame. Where the container does not tell the duration, the frame
 * index does; where that is missing too, the first eight seconds speak for the clip.
 * A clip that cannot be decoded is 'unreadable' with the reason in one sentence; the caller keeps the clip.
 * @param sha256 of the whole file
 * @throws the signal's reason when aborted; nothing else
 */
export async function examineClip(
  clip: Clip,
  sha256: string,
  path: string,
  task: Task,
): Promise<ExaminedFile> {
  const { info } = clip;
  try {
    const extent = await extentOf(clip, task);
    const frames = await sampleFrames(clip, extent, task);
    if (frames.length === 0)
      return unreadable(path, info.sizeBytes, `${info.name} holds no picture that can be shown.`);
    return {
      kind: 'readable',
      path,
      sha256,
      sizeBytes: info.sizeBytes,
      media: info.kind,
      width: info.width,
      height: info.height,
      duration: extent.duration ?? 0,
      decoder: info.decoderDetail,
      fingerprint: fingerprintOf(frames),
    };
  } catch (error) {
    if (isAbort(error) || task.signal.aborted) throw error;
    return unreadable(path, info.sizeBytes, messageOf(error));
  }
}

function unreadable(path: string, sizeBytes: number, reason: string): ExaminedFile {
  return { kind: 'unreadable', path, sizeBytes, reason };
}

interface ClipExtent {
  readonly start: number;
  /** s; null when nothing tells it. */
  readonly duration: number | null;
}

async function extentOf(clip: Clip, task: Task): Promise<ClipExtent> {
  const { start, duration } = clip.info;
  if (duration !== null) return { start, duration };
  const times = await clip.frameTimes(task);
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined || last <= first) return { start, duration: null };
  // The last frame lasts as long as the others do on average.
  return { start: first, duration: ((last - first) * times.length) / (times.length - 1) };
}

async function sampleFrames(clip: Clip, extent: ClipExtent, task: Task): Promise<RgbImage[]> {
  const { duration } = extent;
  if (duration === 0) return take(clip, { fps: 'all', size }, 1, task);
  if (duration === null) return take(clip, { fps: 1, size }, frameCount, task);
  return duration > longestPass
    ? seekFrames(clip, extent.start, duration, task)
    : take(clip, { fps: frameCount / duration, size }, frameCount, task);
}

async function seekFrames(clip: Clip, start: number, duration: number, task: Task): Promise<RgbImage[]> {
  const frames: RgbImage[] = [];
  for (let n = 0; n < frameCount; n++) {
    const from = start + (n * duration) / frameCount;
    try {
      frames.push(...(await take(clip, { fps: 'all', size, from }, 1, task)));
    } catch (error) {
      // A container that promises more than there is: the frames before speak for the clip.
      if (frames.length > 0 && error instanceof AppError && error.code === 'no-frames') break;
      throw error;
    }
  }
  return frames;
}

/** The first `count` frames of a plan; leaving the loop closes the decoder. */
async function take(clip: Clip, plan: SamplingPlan, count: number, task: Task): Promise<RgbImage[]> {
  const frames: Frame[] = [];
  for await (const frame of clip.frames(plan, task)) {
    frames.push(frame);
    if (frames.length >= count) break;
  }
  return frames.map(({ image }) => image);
}
