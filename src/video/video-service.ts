import type { Task } from '../base/index.ts';
import { AppError } from '../base/index.ts';
import type { Clip, DecoderChoice, OpenedClip, VideoService } from '../contract/index.ts';
import { sha256 } from './content-hash.ts';
import { readFacts } from './facts/read-facts.ts';
import type { SpawnFfmpeg } from './ffmpeg/loading-core.ts';
import { openClip } from './open-clip.ts';
import { posterOf } from './thumbnails/poster.ts';

/** Clips by number, for a page that cannot hold them itself. */
export function createVideoService(spawnFfmpeg: SpawnFfmpeg): VideoService {
  const clips = new Map<number, Clip>();
  const files = new Map<number, File>();
  let lastId = 0;
  const clipOf = (clipId: number): Clip => {
    const clip = clips.get(clipId);
    if (!clip) throw new AppError('input-invalid', 'This recording was closed; open it again to go on.');
    return clip;
  };
  return {
    async open(file: File, decoder: DecoderChoice, task: Task): Promise<OpenedClip> {
      const clip = await openClip(file, { decoder, spawnFfmpeg }, task);
      clips.set(++lastId, clip);
      files.set(lastId, file);
      return { clipId: lastId, info: clip.info };
    },
    async *frames(clipId, plan, task) {
      yield* clipOf(clipId).frames(plan, task);
    },
    async *pictures(clipId, plan, task) {
      yield* clipOf(clipId).pictures(plan, task);
    },
    async *thumbnails(clipId, plan, task) {
      yield* clipOf(clipId).thumbnails(plan, task);
    },
    async poster(file, decoder, task) {
      await using clip = await openClip(file, { decoder, spawnFfmpeg }, task);
      return await posterOf(clip, task);
    },
    async frameTimes(clipId, task) {
      return clipOf(clipId).frameTimes(task);
    },
    async facts(clipId, task) {
      clipOf(clipId);
      return readFacts(files.get(clipId) as File, spawnFfmpeg, task);
    },
    sha256,
    async close(clipId) {
      const clip = clips.get(clipId);
      clips.delete(clipId);
      files.delete(clipId);
      await clip?.[Symbol.asyncDispose]();
    },
  };
}
