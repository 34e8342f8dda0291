import { detachedTask, type Task } from '../base/index.ts';
import type { Clip, DecoderChoice, VideoService } from '../contract/index.ts';

/** A clip that a video worker holds open, seen from another thread as if it were here. */
export async function openRemoteClip(
  video: VideoService,
  file: File,
  decoder: DecoderChoice,
  task: Task,
): Promise<Clip> {
  const { clipId, info } = await video.open(file, decoder, task);
  return {
    info,
    frames: (plan, frameTask) => video.frames(clipId, plan, frameTask),
    pictures: (plan, pictureTask) => video.pictures(clipId, plan, pictureTask),
    thumbnails: (plan, pictureTask) => video.thumbnails(clipId, plan, pictureTask),
    frameTimes: (timesTask) => video.frameTimes(clipId, timesTask),
    [Symbol.asyncDispose]: () => video.close(clipId, detachedTask()),
  };
}
