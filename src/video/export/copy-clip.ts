import type { Task } from '../../base/index.ts';
import type { ClipRequest, FinishedExport } from '../../contract/index.ts';
import type { SpawnFfmpeg } from '../ffmpeg/loading-core.ts';
import { imageType, readHead } from '../file-head.ts';
import { asVideoError } from '../video-errors.ts';
import { copyByFfmpeg } from './copy-by-ffmpeg.ts';
import { copyPackets } from './copy-packets.ts';
import { describeCopy } from './describe-copy.ts';
import { exportErrors } from './export-errors.ts';
import { clipName, splitName } from './export-name.ts';
import { finishExport } from './finish-export.ts';

/**
 * A part of a recording without decoding it, in its own container, from the key frame before.
 * @throws AppError 'input-invalid' for a picture, a span without frames, or a container that cannot be written,
 * 'export-failed'
 */
export async function copyClip(
  request: ClipRequest,
  spawn: SpawnFfmpeg,
  task: Task,
): Promise<FinishedExport> {
  const { file } = request.source;
  task.signal.throwIfAborted();
  if (imageType(await readHead(file))) throw exportErrors.isPicture(file.name);
  const byPackets = await copyPackets(request, task).catch((error: unknown) => {
    throw asVideoError(error, file.name, (cause) => exportErrors.copyFailed(file.name, cause));
  });
  const { blob, plan, sound } = byPackets ?? (await copyByFfmpeg(request, spawn, task));
  const writer = byPackets ? 'Written by mediabunny.' : 'Written by ffmpeg.wasm.';
  const name = clipName(file.name, plan.start, plan.end, 'copy', splitName(file.name).extension);
  const detail = `${describeCopy(plan, request, byPackets ? 'left-out' : 'kept')} ${sound} ${writer}`;
  return finishExport({ kind: 'clip', name, blob, detail }, task);
}
