import { ALL_FORMATS, BlobSource, EncodedPacketSink, Input, type InputVideoTrack } from 'mediabunny';
import type { AppError } from '../../base/index.ts';
import type { ClipInfo, ClipWarning } from '../../contract/index.ts';
import { displayExtent, toRotation } from '../frame-size.ts';
import { timingWarnings } from '../timing-warnings.ts';
import { asVideoError, videoErrors } from '../video-errors.ts';
import { assumeUsualColours } from './usual-colours.ts';
import { yuvColourOf } from './yuv-colour.ts';
import { WebCodecsClip } from './webcodecs-clip.ts';

/** Why WebCodecs does not read a file. `codec` is known where the container could be read. */
export type Refusal =
  | { readonly reason: 'container' }
  | { readonly reason: 'codec'; readonly codec: string }
  | { readonly reason: 'first-frame'; readonly codec: string; readonly cause: unknown };

export interface OpeningFacts {
  readonly container: string | null;
  readonly warnings: readonly ClipWarning[];
}

/** How many packets are looked at to judge the timing. */
const probedPackets = 256;

/** No codec here presents a frame later than this many after it. */
const reorderLimit = 16;

const codecNames: Readonly<Record<string, string>> = { avc: 'h264' };

/** Opens a file with mediabunny and the browser's decoder, or says why not. Decodes one frame to be sure. */
export async function openWithWebCodecs(
  file: File,
  facts: OpeningFacts,
  signal: AbortSignal,
): Promise<WebCodecsClip | Refusal> {
  if (typeof VideoDecoder === 'undefined') return { reason: 'container' };
  const input = new Input({ source: new BlobSource(file, { useStreamReader: false }), formats: ALL_FORMATS });
  let clip: WebCodecsClip | undefined;
  try {
    const opened = await openTrack(input, file, facts);
    if (!('info' in opened)) return opened;
    const refusal = await opened.tryFirstFrame(signal);
    if (refusal) return refusal;
    clip = opened;
    return clip;
  } catch (error) {
    const asRefusal = asVideoError(error, file.name, (cause) =>
      videoErrors.notMedia(file.name, cause),
    ) as AppError;
    if (asRefusal.code === 'not-media') return { reason: 'container' };
    throw asRefusal;
  } finally {
    if (!clip) input.dispose();
  }
}

async function openTrack(input: Input, file: File, facts: OpeningFacts): Promise<WebCodecsClip | Refusal> {
  if (!(await input.canRead())) return { reason: 'container' };
  const track = await input.getPrimaryVideoTrack();
  if (!track) {
    if ((await input.getTracks()).length > 0) throw videoErrors.noVideoTrack(file.name);
    return { reason: 'container' };
  }
  const codec = await codecOf(track);
  if (!(await track.canDecode())) return { reason: 'codec', codec };
  await assumeUsualColours(track);
  const times = await firstTimes(track);
  if (times.length === 0) throw videoErrors.noFrames(file.name);
  const info = await infoOf(input, track, file, codec, facts, times);
  const colour = yuvColourOf(await track.getColorSpace());
  return new WebCodecsClip(file, input, track, info, colour);
}

async function infoOf(
  input: Input,
  track: InputVideoTrack,
  file: File,
  codec: string,
  facts: OpeningFacts,
  times: Float64Array,
): Promise<ClipInfo> {
  const rotation = toRotation(await track.getRotation());
  const pixelAspect = await track.getPixelAspectRatio();
  const coded = { width: await track.getCodedWidth(), height: await track.getCodedHeight() };
  const display = displayExtent({ ...coded, pixelAspect, rotation });
  const start = times[0] as number;
  // Transport streams do not say how long they are, but their end is found quickly.
  const end = (await track.getDurationFromMetadata()) ?? (await track.computeDuration());
  const span = (times.at(-1) as number) - start;
  return {
    name: file.name,
    sizeBytes: file.size,
    kind: 'video',
    container: facts.container ?? (await input.getFormat()).name.toLowerCase(),
    codec,
    ...display,
    rotation,
    start,
    duration: Math.max(0, end - start),
    frameRate: span > 0 ? (times.length - 1) / span : null,
    frameCount: null,
    decoder: 'webcodecs',
    decoderDetail: `WebCodecs (${(await track.getCodecParameterString()) ?? codec})`,
    warnings: [...facts.warnings, ...timingWarnings(times)],
  };
}

/** Presentation times, s, ascending, of the first packets that are shown; nothing but the index is read. */
async function firstTimes(track: InputVideoTrack): Promise<Float64Array> {
  const times: number[] = [];
  for await (const packet of new EncodedPacketSink(track).packets(undefined, undefined, {
    metadataOnly: true,
  })) {
    if (packet.timestamp >= 0) times.push(packet.timestamp);
    // The last in presentation order may lack neighbours that come later in the file.
    if (times.length === probedPackets) return Float64Array.from(times).sort().slice(0, -reorderLimit);
  }
  return Float64Array.from(times).sort();
}

async function codecOf(track: InputVideoTrack): Promise<string> {
  const codec = await track.getCodec();
  if (codec) return codecNames[codec] ?? codec;
  const internal = await track.getInternalCodecId();
  return typeof internal === 'string' ? internal.trim() : 'an unknown codec';
}
