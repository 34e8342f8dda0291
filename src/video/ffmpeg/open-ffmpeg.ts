import type { ClipInfo, ClipWarning } from '../../contract/index.ts';
import { displayExtent, toRotation } from '../frame-size.ts';
import { videoErrors } from '../video-errors.ts';
import type { CoreFile } from './core-file.ts';
import { CoreSupply } from './core-supply.ts';
import type { SpawnFfmpeg } from './loading-core.ts';
import { FfmpegClip } from './ffmpeg-clip.ts';
import { findElementaryStream } from './find-elementary-stream.ts';
import { packetWarnings, presentationTimes } from './packet-times.ts';
import { parseProbe, probeArguments, type ProbeAnswer, type ProbedStream } from './probe-answer.ts';
import { inputPath } from './run-protocol.ts';

/** Frames per second where neither the container nor the stream says: the most common rate of recorders. */
const defaultRate = 25;

export interface FfmpegOpening {
  readonly head: Uint8Array;
  readonly kind: ClipInfo['kind'];
  readonly container: string | null;
  readonly warnings: readonly ClipWarning[];
  /** Appended to the decoder's description, as why the browser's decoder was passed over. */
  readonly remark: string | null;
}

/**
 * Opens a file with ffmpeg.wasm. Decodes nothing yet.
 * @throws AppError 'not-media', 'no-video-track', 'unsupported-codec', 'no-frames', 'file-unreadable', and what
 * {@link CoreSupply.start} throws.
 */
export async function openWithFfmpeg(
  file: File,
  spawn: SpawnFfmpeg,
  opening: FfmpegOpening,
  signal: AbortSignal,
): Promise<FfmpegClip> {
  const supply = new CoreSupply(spawn);
  try {
    return await open(file, supply, opening, signal);
  } catch (error) {
    supply[Symbol.dispose]();
    throw error;
  }
}

async function open(
  file: File,
  supply: CoreSupply,
  opening: FfmpegOpening,
  signal: AbortSignal,
): Promise<FfmpegClip> {
  const { answer, data, format } = await probeFile(file, opening.head, supply, signal);
  const { stream } = answer;
  if (!stream)
    throw answer.streamCount > 0 ? videoErrors.noVideoTrack(file.name) : videoErrors.notMedia(file.name);
  if (stream.codec === 'av1' || stream.codec === 'unknown')
    throw videoErrors.unsupportedCodec(file.name, stream.codec);
  if (stream.width === 0) throw videoErrors.noFrames(file.name);
  if (answer.packets.length === 0) throw videoErrors.noFrames(file.name);
  const source = coreFile(answer, stream, data, format);
  return new FfmpegClip(source, supply, infoOf(file, opening, answer, stream, source));
}

/** How the core is to read a file that it was asked about. */
export function coreFile(
  { packets }: ProbeAnswer,
  { frameRate, ticksPerSecond, reorderDelay }: ProbedStream,
  data: Blob,
  format: readonly string[],
): CoreFile {
  const untimed = packets.every(({ pts, dts }) => pts === null && dts === null);
  const countedRate = untimed ? (frameRate ?? defaultRate) : null;
  return { data, input: { format, countedRate }, ticksPerSecond, reorderDelay };
}

/** Asks ffprobe about a file; where it finds no pictures, about the bare stream behind a foreign header. */
export async function probeFile(file: File, head: Uint8Array, supply: CoreSupply, signal: AbortSignal) {
  const found = await probe(file, file, [], supply, signal);
  const bare = found.answer.stream ? null : findElementaryStream(head);
  return bare ? probe(file, file.slice(bare.offset), ['-f', bare.format], supply, signal) : found;
}

async function probe(file: File, data: Blob, format: string[], supply: CoreSupply, signal: AbortSignal) {
  const args = probeArguments(format, inputPath);
  const request = { type: 'run', tool: 'ffprobe', args, file: data, frames: null } as const;
  using core = await supply.start(file.name, request, signal);
  const outcome = await core.next(signal);
  if (!('exitCode' in outcome)) throw new Error('ffprobe wrote a frame');
  if (outcome.readError !== null) throw videoErrors.unreadable(file.name, new Error(outcome.readError));
  return { answer: parseProbe(outcome.output), data, format };
}

function infoOf(
  file: File,
  opening: FfmpegOpening,
  answer: ProbeAnswer,
  stream: ProbedStream,
  source: CoreFile,
): ClipInfo {
  const rotation = toRotation(stream.degreesClockwise);
  const first = presentationTimes(answer.packets, source)[0];
  const still = opening.kind === 'image' && answer.packets.length === 1;
  const remark = opening.remark === null ? '' : `; ${opening.remark}`;
  return {
    name: file.name,
    sizeBytes: file.size,
    kind: opening.kind,
    container: opening.container ?? answer.formatName?.split(',')[0] ?? 'unknown',
    codec: stream.codec,
    ...displayExtent({ ...stream, rotation }),
    rotation,
    start: first ?? stream.start ?? 0,
    duration: still ? 0 : stream.duration,
    frameRate: source.input.countedRate ?? stream.frameRate,
    frameCount: still ? 1 : stream.frameCount,
    decoder: 'ffmpeg',
    decoderDetail: `ffmpeg.wasm (${stream.codec}${remark})`,
    warnings: [...opening.warnings, ...(still ? [] : packetWarnings(answer.packets, source))],
  };
}
