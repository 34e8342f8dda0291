import { isAbort, messageOf, type Task } from '../../base/index.ts';
import type { Clip, ExaminedFile, SourceFile } from '../../contract/index.ts';
import { examineClip } from '../dataset/index.ts';

/** How a file is reached: by the video room, here or in another worker. */
export interface FileOpener {
  openClip(file: File, task: Task): Promise<Clip>;
  sha256(file: File, task: Task): Promise<string>;
}

/** Opens, hashes and fingerprints one file. Whatever is wrong with the file is told in the answer, not thrown. */
export async function examineFile(
  { path, file }: SourceFile,
  opener: FileOpener,
  task: Task,
): Promise<ExaminedFile> {
  const hashing = opener.sha256(file, task);
  // Whichever fails first is told; the other must not be an unhandled rejection.
  hashing.catch(() => undefined);
  try {
    await using clip = await opener.openClip(file, task);
    return await examineClip(clip, await hashing, path, task);
  } catch (error) {
    if (isAbort(error)) throw error;
    return { kind: 'unreadable', path, sizeBytes: file.size, reason: messageOf(error) };
  }
}
