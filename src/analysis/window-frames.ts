import { AppError, type Task } from '../base/index.ts';
import type { Clip, Frame, SamplingPlan } from '../contract/index.ts';
import { gridNumber } from './sampling-grid.ts';

/** Frames that some window of the sampling grid looks at. */
export interface SeenFrames {
  readonly frames: readonly Frame[];
  /** One number per row of the window: which of `frames` it looks at. */
  readonly frameOf: readonly number[];
}

/** Seconds to look back, one after the other, for a frame that is still held when the window begins. */
const lookBacks = [0, 2, 30, Infinity];

/**
 * Decodes what `rows` rows of the grid from interval number `first` on look at, as `SamplingGrid` fills them: the frame
 * taken in each interval, or the one before where none begins.
 * @param plan of the whole analysis, with its samples per second
 * @throws AppError 'no-frames' when nothing is shown there
 */
export async function windowFrames(
  clip: Clip,
  plan: SamplingPlan & { readonly fps: number },
  { first, rows }: { readonly first: number; readonly rows: number },
  task: Task,
): Promise<SeenFrames> {
  const { fps } = plan;
  const to = Math.min((first + rows) / fps, plan.to ?? Infinity);
  for (const lookBack of lookBacks) {
    const from = Math.max(first / fps - lookBack, plan.from ?? -Infinity);
    const taken: Frame[] = [];
    const { from: _from, ...rest } = plan;
    for await (const frame of clip.frames({ ...rest, ...(Number.isFinite(from) ? { from } : {}), to }, task))
      taken.push(frame);
    const [earliest] = taken;
    if (earliest && gridNumber(earliest.timestamp, fps) <= first) return seenBy(taken, fps, first, rows);
  }
  throw new AppError('no-frames', `${clip.info.name} has no picture at this time.`, {
    remedy: 'Choose another moment of the clip.',
  });
}

function seenBy(taken: readonly Frame[], fps: number, first: number, rows: number): SeenFrames {
  const numbers = taken.map(({ timestamp }) => gridNumber(timestamp, fps));
  const held = Array.from({ length: rows }, (_, row) =>
    numbers.findLastIndex((number) => number <= first + row),
  );
  const used = [...new Set(held)];
  return { frames: used.map((at) => taken[at] as Frame), frameOf: held.map((at) => used.indexOf(at)) };
}
