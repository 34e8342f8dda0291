import type { Task } from '../../base/index.ts';
import type { ClipRequest } from '../../contract/index.ts';
import type { CoreFile } from '../ffmpeg/core-file.ts';
import { CoreSupply } from '../ffmpeg/core-supply.ts';
import { listPackets, type ListedPacket } from '../ffmpeg/list-packets.ts';
import type { SpawnFfmpeg } from '../ffmpeg/loading-core.ts';
import { coreFile, probeFile } from '../ffmpeg/open-ffmpeg.ts';
import { inputPath } from '../ffmpeg/run-protocol.ts';
import { runToFile } from '../ffmpeg/run-to-file.ts';
import { readHead } from '../file-head.ts';
import { videoErrors } from '../video-errors.ts';
import type { CopiedSpan } from './copy-packets.ts';
import { firstTime, isBeyond, keyIndex, planCopy, reorderLimit, type CopyPlan } from './copy-plan.ts';
import { exportErrors } from './export-errors.ts';

/** Muxer and MIME type by the first name that ffprobe gives the container. */
const muxers: Readonly<Record<string, readonly [format: string, type: string]>> = {
  avi: ['avi', 'video/x-msvideo'],
  flv: ['flv', 'video/x-flv'],
  asf: ['asf', 'video/x-ms-asf'],
  mpeg: ['vob', 'video/mpeg'],
  mpegts: ['mpegts', 'video/mp2t'],
  mov: ['mov', 'video/quicktime'],
  matroska: ['matroska', 'video/x-matroska'],
};

/** How much before the key frame to seek, s, in turn: containers without an index land late. Then the beginning. */
const seekSteps = [0.5, 5, 30, Infinity];

/**
 * Copies the packets of a span with ffmpeg.wasm into a file of the same container. Every packet is checked against
 * the source by its size.
 * @throws AppError 'input-invalid' where the container cannot be written or holds no times, 'export-failed'
 */
export async function copyByFfmpeg(
  request: ClipRequest,
  spawn: SpawnFfmpeg,
  task: Task,
): Promise<CopiedSpan> {
  const { file } = request.source;
  using supply = new CoreSupply(spawn);
  const { answer, data, format } = await probeFile(file, await readHead(file), supply, task.signal);
  if (!answer.stream) throw videoErrors.noVideoTrack(file.name);
  const source = coreFile(answer, answer.stream, data, format);
  const container = answer.formatName?.split(',')[0] ?? 'unknown';
  const muxer = muxers[container];
  if (source.input.countedRate !== null) throw exportErrors.noTimesToCopy(file.name);
  if (!muxer) throw exportErrors.cannotCopyInto(file.name, container, answer.stream.codec);
  const { packets, timing } = await listPackets(source, supply, file.name, task);
  const span = spanOf(packets, request);
  if (!span) throw exportErrors.emptySpan(file.name);
  for (const back of seekSteps) {
    const blob = await copied(source, supply, { name: file.name, muxer, timing, back, ...span }, task);
    if (blob) return { blob, plan: span.plan, sound: soundOf(answer.streamCount) };
  }
  throw exportErrors.cannotCopyInto(file.name, container, answer.stream.codec);
}

interface PlannedSpan {
  readonly plan: CopyPlan;
  /** What is taken, in decoding order. */
  readonly packets: readonly ListedPacket[];
}

function spanOf(packets: readonly ListedPacket[], span: ClipRequest): PlannedSpan | null {
  const first = firstTime(packets, span);
  if (first === null) return null;
  const before = keyIndex(packets, first);
  const begin = before >= 0 ? before : packets.findIndex(({ isKey }) => isKey);
  if (begin < 0) return null;
  const rest = packets.slice(begin);
  const over = rest.findIndex((_, at) => isBeyond(rest.slice(Math.max(0, at - reorderLimit), at), span.to));
  const plan = planCopy(over < 0 ? rest : rest.slice(0, over), span);
  return plan && { plan, packets: rest.slice(0, plan.count) };
}

interface CopyCommand extends PlannedSpan {
  readonly name: string;
  readonly muxer: readonly [format: string, type: string];
  readonly timing: readonly string[];
  readonly back: number;
}

/** null when the seek landed too late, or anything else than the planned packets came out. */
async function copied(
  { data, input }: CoreFile,
  supply: CoreSupply,
  { name, muxer, timing, back, plan, packets }: CopyCommand,
  task: Task,
): Promise<Blob | null> {
  // ffmpeg compares with decoding times whether a packet lies before the wanted start.
  const begin = packets[0]?.decodedAt ?? plan.start;
  const seekTo = begin - back;
  const seek = seekTo > 0 ? ['-ss', seekTo.toFixed(6), '-seek_timestamp', '1', '-noaccurate_seek'] : [];
  const length = plan.end - Math.max(0, begin);
  const skip = begin > 0 ? ['-ss', microseconds(begin)] : [];
  const cut = [...skip, '-frames:v', `${plan.count}`, '-t', (length + 0.1).toFixed(6)];
  const onWritten = (done: number): void => {
    task.onProgress?.({ stage: 'copying', done: Math.min(done, length), total: length, unit: 's' });
  };
  const outcome = await runToFile(
    supply,
    {
      name,
      data,
      args: [
        ...['-copyts', ...seek, ...timing, ...input.format, '-i', inputPath],
        ...['-map', '0:V:0', '-map', '0:a?', '-c', 'copy', ...cut, '-map_metadata', '0'],
        ...['-avoid_negative_ts', 'make_zero', '-f', muxer[0]],
      ],
      more: ['-map', '0:V:0', '-c', 'copy', ...cut, '-f', 'framecrc', 'pipe:1'],
    },
    onWritten,
    task,
  );
  if (outcome.readError !== null) throw videoErrors.unreadable(name, new Error(outcome.readError));
  const sizes = packets.map(({ sizeBytes }) => sizeBytes).join();
  if (outcome.exitCode !== 0 || !outcome.file || listedSizes(outcome.output).join() !== sizes) return null;
  return outcome.file.slice(0, outcome.file.size, muxer[1]);
}

/** Bytes of each packet: '0, dts, pts, duration, size, crc' (ffmpeg's framecrc muxer). */
export function listedSizes(framecrc: string): number[] {
  const rows = framecrc.split('\n').filter((line) => /^\d/.test(line));
  return rows.map((line) => Number(line.split(',')[4]));
}

/** Rounded down, so that the packet of that time is not before it. */
function microseconds(seconds: number): string {
  return (Math.floor(seconds * 1e6) / 1e6).toFixed(6);
}

function soundOf(streams: number): string {
  return streams > 1 ? 'Sound was copied where there is any.' : 'The recording has no sound.';
}
