import {
  ALL_FORMATS,
  BlobSource,
  EncodedPacketSink,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  type MetadataTags,
} from 'mediabunny';
import { breathe, type Task } from '../../base/index.ts';
import type { Fact } from '../../contract/index.ts';
import { toRotation } from '../frame-size.ts';
import { parametersInRecord, parametersInStream, type AvcParameters } from './avc-parameters.ts';
import { profileOf } from './codec-profile.ts';
import type { ContainerFacts, SoundFacts, VideoFacts } from './container-facts.ts';
import { movieTimes } from './movie-times.ts';
import { packetFacts, type DescribedPacket } from './packet-facts.ts';

const codecNames: Readonly<Record<string, string>> = { avc: 'h264' };

/**
 * The facts as mediabunny reads them, with a pass over the whole index.
 * @returns null where it cannot read the container or does not know the codec
 * @throws the signal's reason when aborted
 */
export async function readWithMediabunny(file: File, task: Task): Promise<ContainerFacts | null> {
  using input = new Input({ source: new BlobSource(file, { useStreamReader: false }), formats: ALL_FORMATS });
  if (!(await input.canRead())) return null;
  const track = await input.getPrimaryVideoTrack();
  if (!track || !(await track.getCodec())) return null;
  const sounds = await input.getAudioTracks();
  return {
    container: (await input.getFormat()).name,
    sizeBytes: file.size,
    duration: await input.getDurationFromMetadata(),
    tags: [...(await movieTimes(file)), ...tagFacts(await input.getMetadataTags())],
    readBy: 'mediabunny',
    video: await videoFacts(track, task),
    sounds: await Promise.all(sounds.map(soundFacts)),
    others: (await input.getTracks()).length - 1 - sounds.length,
  };
}

async function videoFacts(track: InputVideoTrack, task: Task): Promise<VideoFacts> {
  const codec = (await track.getCodec()) ?? 'unknown';
  const codecString = await track.getCodecParameterString();
  const parameters = codec === 'avc' ? await avcParameters(track) : null;
  const { primaries, transfer, matrix, fullRange } = await track.getColorSpace();
  return {
    codec: codecNames[codec] ?? codec,
    codecString,
    ...profileOf(codecString ?? ''),
    width: await track.getCodedWidth(),
    height: await track.getCodedHeight(),
    coded: parameters && { width: parameters.width, height: parameters.height },
    pixelAspect: await track.getPixelAspectRatio(),
    rotation: toRotation(await track.getRotation()),
    pixelFormat: parameters?.pixelFormat ?? null,
    mayBeInterlaced: parameters ? !parameters.isFramesOnly : null,
    primaries: primaries ?? null,
    transfer: transfer ?? null,
    matrix: matrix ?? null,
    // mediabunny says limited also where nothing is declared.
    isFullRange: fullRange === true || matrix ? (fullRange ?? null) : null,
    packets: packetFacts(await packetsOf(track, task), 1 / (await track.getTimeResolution())),
  };
}

/** From the decoder's record or, in a transport stream, from the first packet. */
async function avcParameters(track: InputVideoTrack): Promise<AvcParameters | null> {
  const record = (await track.getDecoderConfig())?.description;
  if (record) return parametersInRecord(bytesOf(record));
  const first = await new EncodedPacketSink(track).getFirstPacket();
  return first && parametersInStream(first.data);
}

function bytesOf(source: AllowSharedBufferSource): Uint8Array {
  if (!ArrayBuffer.isView(source)) return new Uint8Array(source);
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}

async function packetsOf(track: InputVideoTrack, task: Task): Promise<DescribedPacket[]> {
  const described: DescribedPacket[] = [];
  const packets = new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true });
  for await (const { timestamp, type, byteLength } of packets) {
    described.push({ timestamp, isKey: type === 'key', sizeBytes: byteLength, isHidden: timestamp < 0 });
    if (described.length % 4096 === 0) await breathe(task.signal);
  }
  return described;
}

async function soundFacts(track: InputAudioTrack): Promise<SoundFacts> {
  const language = await track.getLanguageCode();
  return {
    codec: (await track.getCodec()) ?? 'unknown',
    channels: await track.getNumberOfChannels(),
    sampleRate: await track.getSampleRate(),
    bitRate: await track.getAverageBitrate(),
    language: language === 'und' ? null : language,
  };
}

/** Under which the containers keep the name of what wrote them. */
const writerKeys = ['©too', '©swr', 'TOOL', 'ENCODER', 'encoder', 'com.apple.quicktime.software'];

function tagFacts(tags: MetadataTags): Fact[] {
  const raw = tags.raw ?? {};
  const writer = writerKeys.map((key) => raw[key]).find((value) => typeof value === 'string');
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Written by', writer],
    ['Date', tags.date?.toISOString().slice(0, 10)],
    ['Title', tags.title],
    ['Artist', tags.artist],
    ['Comment', tags.comment],
    ['Description', tags.description],
  ];
  return facts.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}
