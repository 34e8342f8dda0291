import { probabilitiesAt } from '../analysis/pure.ts';
import type { Task } from '../base/index.ts';
import type {
  BurntOverlay,
  ClipRequest,
  ExportService,
  FinishedExport,
  StillRequest,
} from '../contract/index.ts';
import {
  copyClip,
  drawOverlay,
  encodeSpan,
  makeStill,
  openClip,
  type Paint,
  type SpawnFfmpeg,
} from '../video/index.ts';

/** Stills and clips, for one worker. Nothing is held between two exports. */
export function createExportService(spawnFfmpeg: SpawnFfmpeg): ExportService {
  return {
    async still(request: StillRequest, task: Task): Promise<FinishedExport> {
      const { file, decoder } = request.source;
      await using clip = await openClip(file, { decoder, spawnFfmpeg }, { signal: task.signal });
      return await makeStill(clip, request, task);
    },

    async clip(request: ClipRequest, task: Task): Promise<FinishedExport> {
      const { source, method } = request;
      if (method.kind === 'copy') return copyClip(request, spawnFfmpeg, task);
      const { file, decoder } = source;
      await using clip = await openClip(file, { decoder, spawnFfmpeg }, { signal: task.signal });
      const paint = method.kind === 'annotate' ? overlayPaint(method.overlay, file.name) : null;
      return await encodeSpan(clip, request, { spawnFfmpeg, paint }, task);
    },
  };
}

/** Looks the probabilities of each frame up and draws them. */
function overlayPaint({ track, looks }: BurntOverlay, name: string): Paint {
  return (context, { timestamp, frame }) => {
    const probabilities = track && track.timestamps.length > 0 ? probabilitiesAt(track, timestamp) : null;
    drawOverlay(context, { looks, probabilities, timestamp, frame, name });
  };
}
