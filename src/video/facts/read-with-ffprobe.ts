import type { Task } from '../../base/index.ts';
import type { Fact } from '../../contract/index.ts';
import { CoreSupply } from '../ffmpeg/core-supply.ts';
import { listPackets } from '../ffmpeg/list-packets.ts';
import type { SpawnFfmpeg } from '../ffmpeg/loading-core.ts';
import { coreFile, probeFile } from '../ffmpeg/open-ffmpeg.ts';
import type { ProbedStream } from '../ffmpeg/probe-answer.ts';
import { inputPath } from '../ffmpeg/run-protocol.ts';
import { readHead } from '../file-head.ts';
import { toRotation, type Extent } from '../frame-size.ts';
import { decimalLevel } from './codec-profile.ts';
import type { ContainerFacts, SoundFacts, VideoFacts } from './container-facts.ts';
import { packetFacts } from './packet-facts.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The facts as ffprobe in ffmpeg.wasm reads them. @throws AppError of {@link CoreSupply.start} */
export async function readWithFfprobe(
  file: File,
  spawn: SpawnFfmpeg,
  task: Task,
): Promise<ContainerFacts | null> {
  using supply = new CoreSupply(spawn);
  const { answer, data, format } = await probeFile(file, await readHead(file), supply, task.signal);
  if (!answer.stream) return null;
  const source = coreFile(answer, answer.stream, data, format);
  const { packets } = await listPackets(source, supply, file.name, task);
  const args = ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', ...format, inputPath];
  const request = { type: 'run', tool: 'ffprobe', args, file: data, frames: null } as const;
  using core = await supply.start(file.name, request, task.signal);
  const outcome = await core.next(task.signal);
  const said = 'exitCode' in outcome ? parseFacts(outcome.output) : null;
  if (!said) return null;
  const tick = source.input.countedRate === null ? 1 / source.ticksPerSecond : 0;
  const video = videoFacts(said.picture, answer.stream);
  return {
    ...said.container,
    sizeBytes: file.size,
    video: { ...video, packets: packetFacts(packets, tick) },
  };
}

interface SaidFacts {
  readonly container: Omit<ContainerFacts, 'sizeBytes' | 'video'>;
  readonly picture: Fields;
}

/** Reads what `-show_format -show_streams` answers. */
export function parseFacts(json: string): SaidFacts | null {
  const root = fieldsOf(JSON.parse(json === '' ? '{}' : json));
  const format = fieldsOf(root['format']);
  const streams = Array.isArray(root['streams']) ? root['streams'].map(fieldsOf) : [];
  const picture = streams.find((stream) => stream['codec_type'] === 'video' && !isCover(stream));
  if (!picture) return null;
  const sounds = streams.filter((stream) => stream['codec_type'] === 'audio');
  const container = {
    container: text(format['format_long_name']) ?? text(format['format_name']) ?? 'unknown',
    duration: number(format['duration']),
    tags: tagFacts(fieldsOf(format['tags'])),
    readBy: 'ffprobe in ffmpeg.wasm',
    sounds: sounds.map(soundFacts),
    others: streams.length - 1 - sounds.length,
  };
  return { container, picture };
}

function videoFacts(said: Fields, stream: ProbedStream): Omit<VideoFacts, 'packets'> {
  const known = (key: string) => (said[key] === 'unknown' ? null : text(said[key]));
  const range = known('color_range');
  const fields = known('field_order');
  return {
    codec: stream.codec,
    codecString: null,
    profile: known('profile'),
    level: levelOf(stream.codec, number(said['level'])),
    width: stream.width,
    height: stream.height,
    coded: codedOf(said),
    pixelAspect: stream.pixelAspect,
    rotation: toRotation(stream.degreesClockwise),
    pixelFormat: known('pix_fmt'),
    mayBeInterlaced: fields === null ? null : fields !== 'progressive',
    primaries: known('color_primaries'),
    transfer: known('color_transfer'),
    matrix: known('color_space'),
    isFullRange: range === null ? null : range === 'pc',
  };
}

/** ffprobe gives no more than the size of the picture for most codecs; then it is not told twice. */
function codedOf(said: Fields): Extent | null {
  const [width, height] = [number(said['coded_width']), number(said['coded_height'])];
  const isPadded = width !== number(said['width']) || height !== number(said['height']);
  return isPadded && width && height ? { width, height } : null;
}

/** H.264 counts in tenths and HEVC in thirtieths; the others have numbers of their own. */
function levelOf(codec: string, level: number | null): string | null {
  if (level === null || level < 0) return null;
  if (codec === 'h264') return decimalLevel(level, 10);
  return codec === 'hevc' ? decimalLevel(level, 30) : String(level);
}

function soundFacts(stream: Fields): SoundFacts {
  return {
    codec: text(stream['codec_name']) ?? 'unknown',
    channels: number(stream['channels']),
    sampleRate: number(stream['sample_rate']),
    bitRate: number(stream['bit_rate']),
    language: text(fieldsOf(stream['tags'])['language']),
  };
}

const tagNames: Readonly<Record<string, string>> = {
  creation_time: 'Created, by its own clock',
  encoder: 'Written by',
  title: 'Title',
  comment: 'Comment',
};

/** Every tag; brands of the container family tell nobody anything. */
function tagFacts(tags: Fields): Fact[] {
  const told = Object.entries(tags).filter(
    ([key]) => !/^(major_brand|minor_version|compatible_brands)$/.test(key),
  );
  return told.map(([key, value]) => ({ name: tagNames[key.toLowerCase()] ?? key, value: String(value) }));
}

function isCover(stream: Fields): boolean {
  return fieldsOf(stream['disposition'])['attached_pic'] === 1;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | null {
  const parsed = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : null;
}
