import { ALL_FORMATS, BlobSource, Input, Mp4OutputFormat, Output, StreamTarget } from 'mediabunny';
import { breathe, formatTimecode, type Task } from '../../base/index.ts';
import type { Clip, ClipInfo, ClipRequest, FinishedExport, Picture } from '../../contract/index.ts';
import type { SpawnFfmpeg } from '../ffmpeg/loading-core.ts';
import { asVideoError } from '../video-errors.ts';
import { BlobParts } from './blob-parts.ts';
import { origin } from './copy-packets.ts';
import { sameTime } from './copy-plan.ts';
import { exportErrors } from './export-errors.ts';
import { clipName } from './export-name.ts';
import { finishExport } from './finish-export.ts';
import type { EvenExtent, PictureEncoder } from './picture-encoder.ts';
import { SoundCopy } from './sound-copy.ts';
import { toI420, usualMatrix } from './to-i420.ts';
import { WebCodecsEncoder } from './webcodecs-encoder.ts';
import { X264Encoder } from './x264-encoder.ts';

type Context = OffscreenCanvasRenderingContext2D;

/** Draws over a picture that is already on the canvas. */
export type Paint = (
  context: Context,
  picture: { readonly timestamp: number; readonly frame: number | null },
) => void;

export interface EncodingParts {
  readonly spawnFfmpeg: SpawnFfmpeg;
  /** null for the pictures as they are. */
  readonly paint: Paint | null;
}

/**
 * Exactly the frames of a span, as shown, encoded to H.264 in MP4 with the intervals between them kept.
 * @throws AppError 'input-invalid' for a picture or a span without frames, 'export-failed', and what decoders throw
 */
export async function encodeSpan(
  clip: Clip,
  request: ClipRequest,
  { spawnFfmpeg, paint }: EncodingParts,
  task: Task,
): Promise<FinishedExport> {
  const { name } = clip.info;
  if (clip.info.kind === 'image') throw exportErrors.isPicture(name);
  const times = spanTimes(await clip.frameTimes(task), request);
  if (times.all.length === 0) throw exportErrors.emptySpan(name);
  const size = evenExtent(clip.info);
  using encoder = (await WebCodecsEncoder.for(name, size)) ?? new X264Encoder(name, size, spawnFfmpeg);
  const parts = new BlobParts();
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: false }),
    target: new StreamTarget(parts.writable()),
  });
  try {
    const sound = await write(clip, request, { encoder, output, size, times, paint }, task);
    const blob = parts.blob('video/mp4');
    const detail = describe(clip.info, size, times, `${sound} Encoded by ${encoder.description}.`);
    const [first, last] = [times.all[0] as number, times.all.at(-1) as number];
    const kind = paint ? 'annotated-clip' : 'clip';
    const fileName = clipName(name, first, last, paint ? 'annotated' : 'encoded', '.mp4');
    return await finishExport({ kind, name: fileName, blob, detail }, task);
  } catch (error) {
    if (output.state !== 'finalized') await output.cancel();
    throw asVideoError(error, name, (cause) => exportErrors.encoderFailed(name, cause));
  }
}

interface SpanTimes {
  /** Presentation times of the frames of the span, s. */
  readonly all: Float64Array;
  /** Number of the first of them in the clip. */
  readonly firstFrame: number;
}

interface Writing {
  readonly encoder: PictureEncoder;
  readonly output: Output;
  readonly size: EvenExtent;
  readonly times: SpanTimes;
  readonly paint: Paint | null;
}

/** @returns what became of the sound */
async function write(clip: Clip, { source }: ClipRequest, writing: Writing, task: Task): Promise<string> {
  const { encoder, output, times } = writing;
  const [first, last] = [times.all[0] as number, times.all.at(-1) as number];
  using input = new Input({ source: new BlobSource(source.file), formats: ALL_FORMATS });
  output.setMetadataTags({ comment: origin(source.file.name, source.sha256, first, last) });
  output.addVideoTrack(encoder.source);
  const sound = (await input.canRead())
    ? await SoundCopy.of(input, output, { from: first, to: last })
    : SoundCopy.none('Sound, if there is any, was left out: only ffmpeg reads this container.');
  await output.start();
  const drawn = await writePictures(clip, writing, sound, task);
  await encoder.end(task);
  await sound.advanceTo(Infinity, task);
  await output.finalize();
  if (drawn !== times.all.length || encoder.encoded !== drawn) {
    throw exportErrors.encodedDiffers(clip.info.name, times.all.length, encoder.encoded);
  }
  return sound.description;
}

async function writePictures(
  clip: Clip,
  { encoder, size, times, paint }: Writing,
  sound: SoundCopy,
  task: Task,
): Promise<number> {
  const first = times.all[0] as number;
  const context = canvasOf(size);
  const total = times.all.length;
  let done = 0;
  for await (const picture of pictures(clip, times.all, { signal: task.signal })) {
    const { timestamp } = picture;
    draw(context, picture, size);
    paint?.(context, { timestamp, frame: times.firstFrame + done });
    const { data } = context.getImageData(0, 0, size.width, size.height);
    await sound.advanceTo(timestamp, task);
    const duration = lengthOf(picture, times.all, done);
    const raw = { data: toI420(data, size, usualMatrix(size)), timestamp: timestamp - first, duration };
    await encoder.add(raw, task);
    await breathe(task.signal);
    done++;
    task.onProgress?.({ stage: 'encoding', done, total, unit: 'frames' });
  }
  return done;
}

/** The pictures of those times at full size; the bitmap of each is closed after its turn. */
async function* pictures(clip: Clip, times: Float64Array, task: Task): AsyncGenerator<Picture, void> {
  const [first, last] = [times[0] as number, times.at(-1) as number];
  const { width, height } = clip.info;
  for await (const picture of clip.pictures(
    { from: first + sameTime / 2, maxWidth: width, maxHeight: height },
    task,
  )) {
    try {
      if (picture.timestamp > last + sameTime) return;
      if (picture.timestamp >= first - sameTime) yield picture;
    } finally {
      picture.bitmap.close();
    }
  }
}

function canvasOf({ width, height }: EvenExtent): Context {
  const context = new OffscreenCanvas(width, height).getContext('2d', {
    alpha: false,
    willReadFrequently: true,
  });
  if (!context) throw new Error('no 2d canvas');
  return context;
}

/** An odd side is made even by showing its last line twice. */
function draw(context: Context, { bitmap }: Picture, size: EvenExtent): void {
  const { width, height } = bitmap;
  context.drawImage(bitmap, 0, 0);
  if (size.width > width) context.drawImage(bitmap, width - 1, 0, 1, height, width, 0, 1, height);
  if (size.height > height) {
    context.drawImage(context.canvas, 0, height - 1, size.width, 1, 0, height, size.width, 1);
  }
}

/** Until the next frame of the span; of the last, what the decoder says or as long as the one before. */
function lengthOf({ duration }: Picture, times: Float64Array, at: number): number {
  const [here, next] = [times[at] as number, times[at + 1]];
  if (next !== undefined) return next - here;
  return duration ?? (at > 0 ? here - (times[at - 1] as number) : 0.04);
}

function spanTimes(times: Float64Array, { from, to }: ClipRequest): SpanTimes {
  const begin = times.findIndex((time) => time >= from - sameTime);
  const after = times.findIndex((time) => time > to + sameTime);
  const all = begin < 0 ? new Float64Array(0) : times.slice(begin, after < 0 ? times.length : after);
  return { all, firstFrame: Math.max(0, begin) };
}

function evenExtent({ width, height }: ClipInfo): EvenExtent {
  return { width: width + (width % 2), height: height + (height % 2) };
}

function describe(info: ClipInfo, size: EvenExtent, { all, firstFrame }: SpanTimes, rest: string): string {
  const [first, last] = [all[0] as number, all.at(-1) as number];
  const isOdd = size.width !== info.width || size.height !== info.height;
  return [
    `Frames ${firstFrame} to ${firstFrame + all.length - 1}, ${formatTimecode(first)} to ${formatTimecode(last)}, ` +
      `${size.width} × ${size.height} px, with the intervals of the source.`,
    isOdd ? 'Its last line is there twice, since H.264 needs even sides.' : '',
    rest,
  ]
    .filter(Boolean)
    .join(' ');
}
