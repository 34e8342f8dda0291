import type { Task } from '../../base/index.ts';
import type { ClipInfo, ClipWarning } from '../../contract/index.ts';
import { timingWarnings } from '../timing-warnings.ts';
import type { CoreFile } from './core-file.ts';
import type { CoreSupply } from './core-supply.ts';
import { parseProbe, type PacketTimes } from './probe-answer.ts';
import { assertSettled } from './run-failure.ts';
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
  const times = presentationTimes(parseProbe(outcome.output).packets, source);
  if (times.length === 0) assertSettled(outcome, 0, info);
  return times;
}

/** Times of the packets that are shown, s, ascending: pts, else dts, else counted. */
export function presentationTimes(
  packets: readonly PacketTimes[],
  { input, timeBase }: Pick<CoreFile, 'input' | 'timeBase'>,
): Float64Array {
  const shown = packets.filter(({ discarded }) => !discarded);
  const { countedRate } = input;
  if (countedRate !== null) return Float64Array.from(shown, (_, index) => index / countedRate);
  return Float64Array.from(shown, ({ pts, dts }) => (pts ?? dts ?? NaN) * timeBase)
    .filter((time) => !Number.isNaN(time))
    .sort();
}

/** What is odd about the packets' times. Decoding times tell whether the clock runs back, for B-frames' pts do anyway. */
export function packetWarnings(
  packets: readonly PacketTimes[],
  source: Pick<CoreFile, 'input' | 'timeBase'>,
): ClipWarning[] {
  if (source.input.countedRate !== null) return ['timestamps-missing'];
  const decoding = packets.map(({ pts, dts }) => dts ?? pts).filter((time) => time !== null);
  if (timingWarnings(decoding).includes('timestamps-backwards')) return ['timestamps-backwards'];
  return timingWarnings(presentationTimes(packets, source));
}
