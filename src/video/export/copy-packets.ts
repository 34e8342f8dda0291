import {
  ALL_FORMATS,
  BlobSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MATROSKA,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  MP4,
  MPEG_TS,
  MpegTsOutputFormat,
  Output,
  QTFF,
  StreamTarget,
  WEBM,
  WebMOutputFormat,
  type EncodedPacket,
  type InputFormat,
  type InputVideoTrack,
  type OutputFormat,
  type VideoCodec,
} from 'mediabunny';
import { breathe, vigilVersion, type Task } from '../../base/index.ts';
import type { ClipRequest } from '../../contract/index.ts';
import { BlobParts } from './blob-parts.ts';
import {
  firstTime,
  isBeyond,
  isLeading,
  planCopy,
  sameTime,
  type CopyPlan,
  type PlannedPacket,
} from './copy-plan.ts';
import { exportErrors } from './export-errors.ts';
import { SoundCopy } from './sound-copy.ts';

/** The finest clock that mediabunny counts in, ticks per second. */
const finestClock = 1e6;

/** A copied part, and what it came to. */
export interface CopiedSpan {
  readonly blob: Blob;
  readonly plan: CopyPlan;
  /** Of the sound, in a sentence. */
  readonly sound: string;
}

/**
 * Copies the packets of a span into a new file of the same container: nothing is decoded, every packet keeps its
 * bytes, and times are counted from the key frame at which the copy begins.
 * @returns null where mediabunny cannot read the container or write the codec into it
 * @throws AppError 'input-invalid' for a span without frames, 'export-failed'
 */
export async function copyPackets(request: ClipRequest, task: Task): Promise<CopiedSpan | null> {
  const { file, sha256 } = request.source;
  using input = new Input({ source: new BlobSource(file, { useStreamReader: false }), formats: ALL_FORMATS });
  if (!(await input.canRead())) return null;
  const track = await input.getPrimaryVideoTrack();
  const codec = (await track?.getCodec()) ?? null;
  const format = outputFormat(await input.getFormat());
  if (!track || !codec || !format?.getSupportedVideoCodecs().includes(codec)) return null;
  const begun = await beginning(track, request, task);
  if (!begun) throw exportErrors.emptySpan(file.name);
  const { key, plan } = begun;
  const parts = new BlobParts();
  const output = new Output({ format, target: new StreamTarget(parts.writable()) });
  try {
    if (!(format instanceof MpegTsOutputFormat)) {
      output.setMetadataTags({ comment: origin(file.name, sha256, plan.start, plan.end) });
    }
    const sound = await SoundCopy.of(input, output, { from: plan.start, to: request.to });
    await writePackets(output, { track, codec, key, plan, sound }, task);
    await output.finalize();
    const blob = parts.blob(format.mimeType);
    await assertFrames(blob, file.name, plan.frames);
    return { blob, plan, sound: sound.description };
  } catch (error) {
    if (output.state !== 'finalized') await output.cancel();
    throw error;
  }
}

/** Where a file made from a recording comes from, for its comment tag. */
export function origin(name: string, sha256: string | null, from: number, to: number): string {
  const hash = sha256 === null ? '' : ` (SHA-256 ${sha256})`;
  return `Made by Vigil ${vigilVersion} from “${name}”${hash}, frames from ${from.toFixed(6)} s to ${to.toFixed(6)} s`;
}

function outputFormat(format: InputFormat): OutputFormat | null {
  if (format === MP4) return new Mp4OutputFormat({ fastStart: false });
  if (format === QTFF) return new MovOutputFormat({ fastStart: false });
  if (format === WEBM) return new WebMOutputFormat();
  if (format === MATROSKA) return new MkvOutputFormat();
  return format === MPEG_TS ? new MpegTsOutputFormat() : null;
}

/** The key packet to begin with, and what follows from it; null when the span has no frame. */
async function beginning(
  track: InputVideoTrack,
  request: ClipRequest,
  task: Task,
): Promise<{ key: EncodedPacket; plan: CopyPlan } | null> {
  const sink = new EncodedPacketSink(track);
  const options = { verifyKeyPackets: true };
  const early = (await sink.getKeyPacket(request.from, options)) ?? (await sink.getFirstKeyPacket(options));
  if (!early) return null;
  const packets = await spanPackets(track, early, request.to, task);
  const first = firstTime(packets, request);
  // Where the span begins between two frames, its first frame may be a key frame itself.
  const key = first === null ? null : ((await sink.getKeyPacket(first + sameTime, options)) ?? early);
  const place = packets.findIndex(({ timestamp }) => timestamp === key?.timestamp);
  const plan = key && planCopy(packets.slice(Math.max(0, place)), request);
  return key && plan && { key, plan };
}

/** In decoding order from the key packet until the span is over; nothing but the index is read. */
async function spanPackets(
  track: InputVideoTrack,
  key: EncodedPacket,
  to: number,
  task: Task,
): Promise<PlannedPacket[]> {
  const planned: PlannedPacket[] = [];
  const packets = new EncodedPacketSink(track).packets(key, undefined, { metadataOnly: true });
  for await (const { timestamp, type } of packets) {
    planned.push({ timestamp, isKey: type === 'key' });
    if (isBeyond(planned, to)) break;
    if (planned.length % 4096 === 0) await breathe(task.signal);
  }
  return planned;
}

interface Copying {
  readonly track: InputVideoTrack;
  readonly codec: VideoCodec;
  readonly key: EncodedPacket;
  readonly plan: CopyPlan;
  readonly sound: SoundCopy;
}

async function writePackets(
  output: Output,
  { track, codec, key, plan, sound }: Copying,
  task: Task,
): Promise<void> {
  const source = new EncodedVideoPacketSource(codec);
  const decoderConfig = await track.getDecoderConfig();
  // Ticks of the source's own clock, so that no time is rounded.
  const resolution = await track.getTimeResolution();
  const isBoxed = output.format instanceof Mp4OutputFormat || output.format instanceof MovOutputFormat;
  output.addVideoTrack(source, {
    rotation: await track.getRotation(),
    flip: await track.getFlip(),
    ...(isBoxed && resolution <= finestClock ? { frameRate: resolution } : {}),
  });
  await output.start();
  let done = 0;
  for await (const packet of new EncodedPacketSink(track).packets(key)) {
    if (done === plan.count) break;
    done++;
    if (isLeading({ timestamp: packet.timestamp, isKey: false }, { timestamp: key.timestamp, isKey: true }))
      continue;
    await sound.advanceTo(packet.timestamp, task);
    const timestamp = packet.timestamp - key.timestamp;
    await source.add(packet.clone({ timestamp }), decoderConfig ? { decoderConfig } : undefined);
    if (done % 64 === 0) await breathe(task.signal);
    task.signal.throwIfAborted();
    task.onProgress?.({ stage: 'copying', done, total: plan.count, unit: 'frames' });
  }
  await sound.advanceTo(Infinity, task);
}

/** Reads the index of what was written. */
async function assertFrames(blob: Blob, name: string, wanted: number): Promise<void> {
  using input = new Input({ source: new BlobSource(blob), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  let got = 0;
  if (track) {
    for await (const _ of new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true }))
      got++;
  }
  if (got !== wanted) throw exportErrors.copyDiffers(name, wanted, got);
}
