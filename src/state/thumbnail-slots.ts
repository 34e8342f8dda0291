import type { TimeSpan } from './timeline-view.svelte.ts';
import { indexAtOrBefore } from './nearest-index.ts';

/** Which moments a strip shows pictures of. */
export interface ThumbnailSlots {
  /** Seconds, ascending; each picture stands where its time is and reaches to the next. */
  readonly times: readonly number[];
  /** How far a picture may lie from its time, s; 0 where single frames are shown. */
  readonly slack: number;
}

/** How far from its time a picture may lie, as a share of the distance between two. */
const slackShare = 0.45;

/**
 * Moments so that a picture has between one and two times `slotPixels`. They lie on a grid of powers of two of a second, so
 * that panning, and zooming back, meets the same ones again; where that is finer than the frames, they are the
 * frames themselves.
 */
export function thumbnailSlots(
  visible: TimeSpan,
  pixels: number,
  slotPixels: number,
  frameTimes: Float64Array | null,
): ThumbnailSlots {
  const least = ((visible.to - visible.from) / Math.max(1, pixels)) * slotPixels;
  const distance = 2 ** Math.ceil(Math.log2(least));
  if (frameTimes && frameTimes.length > 1 && distance < 2 * frameSpan(frameTimes)) {
    return { times: framesApart(frameTimes, visible, least), slack: 0 };
  }
  const first = Math.floor(visible.from / distance);
  const count = Math.ceil(visible.to / distance) - first;
  const times = Array.from({ length: count }, (_, n) => (first + n) * distance);
  return { times, slack: distance * slackShare };
}

function frameSpan(times: Float64Array): number {
  return ((times.at(-1) as number) - (times[0] as number)) / (times.length - 1);
}

/** Frames at least `least` seconds apart, counted from the first of the clip so that panning keeps them. */
function framesApart(times: Float64Array, { from, to }: TimeSpan, least: number): number[] {
  const stride = Math.max(1, Math.ceil(least / frameSpan(times) - 1e-6));
  const begin = Math.floor(Math.max(0, indexAtOrBefore(times, from)) / stride) * stride;
  const kept: number[] = [];
  for (let frame = begin; frame < times.length && (times[frame] as number) <= to; frame += stride) {
    kept.push(times[frame] as number);
  }
  return kept;
}
