import { timeSlack } from '../interval-picker.ts';

/**
 * For each of ascending `times`, s, the frame on screen then: the last that is presented by it, or the very first
 * where none is. `frames` come in presentation order; it is not read further than the last time needs.
 */
export async function* framesOnScreen<F extends { readonly timestamp: number }>(
  frames: AsyncIterable<F>,
  times: readonly number[],
): AsyncGenerator<{ readonly wanted: number; readonly frame: F }, void> {
  let shown: F | null = null;
  let next = 0;
  for await (const frame of frames) {
    for (; shown && next < times.length && frame.timestamp > (times[next] as number) + timeSlack; next++) {
      yield { wanted: times[next] as number, frame: shown };
    }
    if (next === times.length) return;
    shown = frame;
  }
  for (; shown && next < times.length; next++) yield { wanted: times[next] as number, frame: shown };
}
