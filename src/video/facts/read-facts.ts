import { isAbort, AppError, type Task } from '../../base/index.ts';
import type { FactGroup } from '../../contract/index.ts';
import type { SpawnFfmpeg } from '../ffmpeg/loading-core.ts';
import { imageType, readHead } from '../file-head.ts';
import { isReadFailure, videoErrors } from '../video-errors.ts';
import type { ContainerFacts } from './container-facts.ts';
import { describeFacts } from './describe-facts.ts';
import { readWithFfprobe } from './read-with-ffprobe.ts';
import { readWithMediabunny } from './read-with-mediabunny.ts';

/**
 * What a recording says of itself, as a table. mediabunny reads where it can, ffprobe the rest and pictures.
 * @throws AppError 'not-media' where neither can, 'file-unreadable', and of the core
 */
export async function readFacts(file: File, spawn: SpawnFfmpeg, task: Task): Promise<FactGroup[]> {
  return describeFacts(await containerFacts(file, spawn, task));
}

/** The same in numbers. */
export async function containerFacts(file: File, spawn: SpawnFfmpeg, task: Task): Promise<ContainerFacts> {
  task.signal.throwIfAborted();
  const isImage = imageType(await readHead(file)) !== null;
  const read = isImage
    ? null
    : await readWithMediabunny(file, task).catch((error: unknown) => passedOver(error));
  const facts = read ?? (await readWithFfprobe(file, spawn, task));
  if (!facts) throw videoErrors.notMedia(file.name);
  return facts;
}

/** What mediabunny stumbles over in a damaged file, ffprobe may still read. */
function passedOver(error: unknown): null {
  if (isAbort(error) || error instanceof AppError || isReadFailure(error)) throw error;
  return null;
}
