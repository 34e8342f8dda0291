import type { ThumbnailPlan } from '../../contract/index.ts';
import type { Extent } from '../frame-size.ts';
import { framesOnScreen } from '../thumbnails/frames-on-screen.ts';
import type { CoreFile } from './core-file.ts';
import type { FrameRequest } from './core-frames.ts';
import type { TimedFrame } from './frame-assembly.ts';

type Run = (request: FrameRequest) => AsyncGenerator<TimedFrame, void>;

/** Starting a core and seeking takes about as long as decoding this much of usual footage, s. */
const seekWorth = 2;

/**
 * Frames for the times of a plan: in one pass where they lie close together or the file cannot be sought in, else
 * one seek for each, which takes the key frame before it when that lies within the slack.
 */
export async function* thumbnailFrames(
  plan: ThumbnailPlan,
  output: Extent,
  source: CoreFile,
  run: Run,
): AsyncGenerator<{ readonly wanted: number; readonly frame: TimedFrame }, void> {
  const { times, slack } = plan;
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return;
  const request = { pixels: 'rgba', output, to: null, fps: 'all' } as const;
  if (source.input.countedRate !== null || last - first < times.length * seekWorth) {
    const fps = slack > 0 ? 2 / slack : 'all';
    yield* framesOnScreen(run({ ...request, fps, from: first - slack, lastBefore: fps === 'all' }), times);
    return;
  }
  for (const wanted of times) {
    let taken: TimedFrame | null = null;
    for await (const frame of run({ ...request, from: wanted, lastBefore: false })) {
      const isNearer = !taken || Math.abs(frame.timestamp - wanted) < Math.abs(taken.timestamp - wanted);
      if (isNearer) taken = frame;
      if (frame.timestamp >= wanted - slack) break;
    }
    if (taken) yield { wanted, frame: taken };
  }
}
