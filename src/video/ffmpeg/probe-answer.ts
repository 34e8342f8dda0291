import type { PixelAspect } from '../frame-size.ts';

/** What ffprobe is asked for: the first picture stream, the container and the first packets. */
export function probeArguments(inputArguments: readonly string[], inputPath: string): string[] {
  return [
    ...['-v', 'error', '-select_streams', 'V:0', '-read_intervals', `%+#${probedPackets}`],
    ...['-show_entries', `format=format_name,nb_streams,start_time,duration`],
    ...['-show_entries', `stream=${streamFields.join()}`],
    ...['-show_entries', 'stream_side_data=rotation', '-show_entries', 'packet=pts,dts,flags'],
    ...['-of', 'json', ...inputArguments, inputPath],
  ];
}

const probedPackets = 256;

const streamFields = [
  ...['index', 'codec_name', 'codec_tag_string', 'width', 'height', 'pix_fmt', 'sample_aspect_ratio'],
  ...['r_frame_rate', 'avg_frame_rate', 'time_base', 'start_time', 'duration', 'nb_frames', 'has_b_frames'],
];

/** One packet's times in units of the stream's time base, null where the container gives none. */
export interface PacketTimes {
  readonly pts: number | null;
  readonly dts: number | null;
  /** Decoded but not shown, as before the beginning of an edit list. */
  readonly discarded: boolean;
}

/** ffprobe's answer in plain numbers; null for what it did not say. */
export interface ProbeAnswer {
  readonly formatName: string | null;
  readonly streamCount: number;
  readonly stream: ProbedStream | null;
  readonly packets: readonly PacketTimes[];
}

export interface ProbedStream {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly pixelAspect: PixelAspect;
  readonly degreesClockwise: number;
  /** Units of packet time in a second. */
  readonly ticksPerSecond: number;
  readonly start: number | null;
  readonly duration: number | null;
  readonly frameRate: number | null;
  readonly frameCount: number | null;
  /** By how many frames decoding runs ahead of presentation. */
  readonly reorderDelay: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads ffprobe's JSON. An answer that is not JSON counts as one that says nothing. */
export function parseProbe(json: string): ProbeAnswer {
  const root = parsed(json);
  const format = fieldsOf(root['format']);
  const stream = fieldsOf(listOf(root['streams'])[0]);
  return {
    formatName: typeof format['format_name'] === 'string' ? format['format_name'] : null,
    streamCount: numberOf(format['nb_streams']) ?? 0,
    stream:
      stream['codec_name'] === undefined && stream['width'] === undefined ? null : streamOf(stream, format),
    packets: listOf(root['packets']).map(packetOf),
  };
}

function streamOf(stream: Fields, format: Fields): ProbedStream {
  const sideData = listOf(stream['side_data_list']).map((item) => numberOf(item['rotation']));
  const start = numberOf(stream['start_time']);
  const codec = stream['codec_name'];
  return {
    codec: typeof codec === 'string' ? codec : String(stream['codec_tag_string'] ?? 'an unknown codec'),
    width: numberOf(stream['width']) ?? 0,
    height: numberOf(stream['height']) ?? 0,
    pixelAspect: aspectOf(stream['sample_aspect_ratio']),
    degreesClockwise: -(sideData.find((rotation) => rotation !== null) ?? 0),
    ticksPerSecond: ratioOf(turnedOver(stream['time_base'])) ?? 1e6,
    start: start ?? numberOf(format['start_time']),
    duration: numberOf(stream['duration']) ?? containerDuration(format, start),
    frameRate: ratioOf(stream['avg_frame_rate']) ?? ratioOf(stream['r_frame_rate']),
    frameCount: numberOf(stream['nb_frames']),
    reorderDelay: numberOf(stream['has_b_frames']) ?? 0,
  };
}

/** Matroska and FLV write the time of the end where others write the length from the first frame on. */
function containerDuration(format: Fields, start: number | null): number | null {
  const duration = numberOf(format['duration']);
  if (duration === null || !/matroska|flv/.test(String(format['format_name']))) return duration;
  return Math.max(0, duration - (start ?? numberOf(format['start_time']) ?? 0));
}

function packetOf(packet: Fields): PacketTimes {
  const flags = packet['flags'];
  return {
    pts: numberOf(packet['pts']),
    dts: numberOf(packet['dts']),
    discarded: typeof flags === 'string' && flags.includes('D'),
  };
}

/** '4:3'; square where nothing, or nonsense such as '0:1', is said. */
function aspectOf(text: unknown): PixelAspect {
  const [num = NaN, den = NaN] = String(text).split(':').map(Number);
  return num > 0 && den > 0 ? { num, den } : { num: 1, den: 1 };
}

/** A positive finite ratio such as '30000/1001', else null. */
function ratioOf(text: unknown): number | null {
  if (typeof text !== 'string') return null;
  const [over, under] = text.split('/').map(Number);
  const ratio = (over ?? NaN) / (under ?? NaN);
  return Number.isFinite(ratio) && ratio > 0 ? ratio : null;
}

/** '1/90000' to '90000/1', so that the exact number comes out of the division. */
function turnedOver(ratio: unknown): string {
  return String(ratio).split('/').reverse().join('/');
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function parsed(json: string): Fields {
  try {
    return fieldsOf(JSON.parse(json));
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
