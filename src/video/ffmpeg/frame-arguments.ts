import { timeSlack } from '../interval-picker.ts';
import { turnedExtent, type Extent, type Rotation } from '../frame-size.ts';
import { inputPath, outputPath } from './run-protocol.ts';

/** How to open the mounted file. */
export interface CoreInput {
  /** Before -i, as ['-f', 'h264']; empty when the container tells. */
  readonly format: readonly string[];
  /** Frames per second to count time by where the file holds no times; else null. */
  readonly countedRate: number | null;
}

export interface FrameCommand {
  readonly input: CoreInput;
  /** Pixel format of the raw output and its size after the turn, px. */
  readonly pixels: 'rgb24' | 'rgba';
  readonly output: Extent;
  readonly rotation: Rotation;
  /** Intervals per second, or 'all'. */
  readonly fps: number | 'all';
  /** Start decoding at the key frame before this time, s; null from the beginning. */
  readonly seek: number | null;
  /** Frames before this time, s, are not needed, except the first decoded, which always comes out. */
  readonly from: number | null;
  /** Decoding may end here, s. */
  readonly to: number | null;
}

/**
 * Arguments for ffmpeg 5.1 that write the selected frames as raw video to the frame device, and their times, by the
 * `showinfo` filter, to the log. Selection comes first, so only selected frames are scaled and turned.
 */
export function frameArguments(command: FrameCommand): string[] {
  const seek =
    command.seek === null ? [] : ['-ss', decimal(command.seek), '-seek_timestamp', '1', '-noaccurate_seek'];
  return [
    ...['-hide_banner', '-v', 'repeat+info', '-nostats', '-copyts'],
    ...seek,
    ...['-noautorotate', ...command.input.format, '-i', inputPath],
    ...['-map', '0:V:0', '-vf', filterChain(command)],
    ...['-fps_mode', 'passthrough', '-f', 'rawvideo', outputPath],
  ];
}

/** Bytes of one frame that {@link frameArguments} lets ffmpeg write. */
export function frameBytes({ pixels, output }: Pick<FrameCommand, 'pixels' | 'output'>): number {
  return output.width * output.height * (pixels === 'rgba' ? 4 : 3);
}

function filterChain(command: FrameCommand): string {
  const { width, height } = turnedExtent(command.output, command.rotation);
  return [
    command.input.countedRate === null ? null : `setpts=N/(${decimal(command.input.countedRate)}*TB)`,
    // `select` decides to the microsecond; this only ends the decoding.
    command.to === null ? null : `trim=end=${decimal(command.to + 0.01)}`,
    selection(command),
    `scale=${width}:${height}:flags=area+accurate_rnd+full_chroma_int`,
    `format=${command.pixels}`,
    turns[command.rotation],
    'sidedata=mode=delete',
    'showinfo=checksum=0',
  ]
    .filter((filter) => filter !== null)
    .join();
}

const turns: Readonly<Record<Rotation, string | null>> = {
  0: null,
  90: 'transpose=clock',
  180: 'hflip,vflip',
  270: 'transpose=cclock',
};

/** The first frame always; then those at or after `from` that begin a new interval. */
function selection({ fps, from }: FrameCommand): string | null {
  if (fps === 'all' && from === null) return null;
  const late = from === null ? null : `gte(t+${slack},${decimal(from)})`;
  const interval = (time: string) => `floor((${time}+${slack})*${decimal(fps as number)})`;
  const fresh = fps === 'all' ? null : `gt(${interval('t')},${interval('prev_selected_t')})`;
  return `select='eq(n,0)+${[late, fresh].filter((term) => term !== null).join('*')}'`;
}

const slack = timeSlack.toFixed(6);

/** Plain decimal notation, which ffmpeg's parsers need. */
function decimal(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, '');
}
