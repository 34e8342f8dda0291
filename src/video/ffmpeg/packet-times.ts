import type { Task } from '../../base/index.ts';
import type { ClipInfo, ClipWarning } from '../../contract/index.ts';
import { timingWarnings } from '../timing-warnings.ts';
import { videoErrors } from '../video-errors.ts';
import type { CoreFile } from './core-file.ts';
import type { CoreSupply } from './core-supply.ts';
import { parseProbe, type PacketTimes } from './probe-answer.ts';
import { inputPath } from './run-protocol.ts';

/** Presentation times of all frames, s, ascending, from the packets; nothing is decoded. */
export async function packetTimes(
  source: CoreFile,
  supply: CoreSupply,
  info: ClipInfo,
  task: Task,
): Promise<Float64Array> {
  const args = [
    '-v',
    'error',
    '-select_streams',
    'V:0',
    '-show_entries',
    'packet=pts,dts,flags',
    '-of',
    'json',
  ];
  const request = {
    type: 'run',
    tool: 'ffprobe',
    args: [...args, ...source.input.format, inputPath],
    file: source.data,
    frames: null,
  } as const;
  using core = await supply.start(info.name, request, task.signal);
  const outcome = await core.next(task.signal);
  if (!('exitCode' in outcome)) throw new Error('ffprobe wrote a frame');
  if (outcome.readError !== null) throw videoErrors.unreadable(info.name, new Error(outcome.readError));
  const times = presentationTimes(parseProbe(outcome.output).packets, source);
  if (times.length === 0) throw videoErrors.noFrames(info.name);
  return times;
}

type Timing = Pick<CoreFile, 'input' | 'ticksPerSecond' | 'reorderDelay'>;

/**
 * Presentation times, s, ascending, of the packets that are shown. Where some lack one, as in AVI and MPEG-PS, frames
 * are presented at the decoding times, later by the reorder delay; where there is no time at all, they are counted.
 */
export function presentationTimes(packets: readonly PacketTimes[], timing: Timing): Float64Array {
  const { input, ticksPerSecond, reorderDelay } = timing;
  const shown = packets.filter(({ discarded }) => !discarded);
  const { countedRate } = input;
  if (countedRate !== null) return Float64Array.from(shown, (_, index) => index / countedRate);
  const given = shown.map(({ pts }) => pts).filter((pts) => pts !== null);
  const ticks =
    given.length === shown.length ? Float64Array.from(given).sort() : delayed(shown, reorderDelay);
  return ticks.map((tick) => tick / ticksPerSecond);
}

/** Decoding times moved on by `delay` frames; the last ones go on at the last step. */
function delayed(packets: readonly PacketTimes[], delay: number): Float64Array {
  const decoding = Float64Array.from(packets, ({ pts, dts }) => dts ?? pts ?? NaN)
    .filter((tick) => !Number.isNaN(tick))
    .sort();
  const last = decoding.at(-1) ?? 0;
  const step = last - (decoding.at(-2) ?? last);
  return decoding.map((_, i) => decoding[i + delay] ?? last + step * (i + delay - decoding.length + 1));
}

/** What is odd about the packets' times. Decoding times tell whether the clock runs back, for B-frames' pts do anyway. */
export function packetWarnings(packets: readonly PacketTimes[], source: Timing): ClipWarning[] {
  if (source.input.countedRate !== null) return ['timestamps-missing'];
  const decoding = packets.map(({ dts }) => dts).filter((time) => time !== null);
  if (timingWarnings(decoding).includes('timestamps-backwards')) return ['timestamps-backwards'];
  return timingWarnings(presentationTimes(packets, source));
}
