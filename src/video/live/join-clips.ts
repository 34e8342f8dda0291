import { ALL_FORMATS, BlobSource, EncodedPacketSink, Input, type InputVideoTrack } from 'mediabunny';
import type { RecordedClip, RecordedPart } from '../../contract/index.ts';
import { toRotation } from '../frame-size.ts';
import type { RingChunk } from './chunk-ring.ts';
import { muxClip, type EncodedTrack } from './mux-clip.ts';

/**
 * Recordings of the same source, each complete in itself, as one clip: the packets of each moved to its `from`. Parts
 * of another codec or size than the first, and unreadable ones, are left out.
 * @returns null when no part can be read
 */
export async function joinClips(parts: readonly RecordedPart[]): Promise<RecordedClip | null> {
  let kind: EncodedTrack | null = null;
  const chunks: RingChunk[] = [];
  for (const { blob, from, to } of parts) {
    using input = new Input({ source: new BlobSource(blob), formats: ALL_FORMATS });
    const track = (await input.canRead()) ? await input.getPrimaryVideoTrack() : null;
    const own = track && (await describe(track));
    if (!track || !own) continue;
    kind ??= own;
    if (!isAlike(kind, own)) continue;
    for await (const packet of new EncodedPacketSink(track).packets()) {
      const timestamp = from + packet.timestamp;
      // A part may run a picture into the next one.
      if (timestamp >= to || timestamp <= (chunks.at(-1)?.timestamp ?? -Infinity)) continue;
      chunks.push({ isKey: packet.type === 'key', timestamp, data: packet.data });
    }
  }
  return kind && chunks.length > 0 ? muxClip(chunks, kind) : null;
}

async function describe(track: InputVideoTrack): Promise<EncodedTrack | null> {
  const [codec, decoderConfig] = [await track.getCodec(), await track.getDecoderConfig()];
  if (!decoderConfig || codec === null || !isKnown(codec)) return null;
  const extension = codec === 'vp8' || codec === 'vp9' ? 'webm' : 'mp4';
  return { codec, extension, rotation: toRotation(await track.getRotation()), decoderConfig };
}

function isKnown(codec: string): codec is EncodedTrack['codec'] {
  return ['avc', 'vp9', 'vp8', 'av1', 'hevc'].includes(codec);
}

function isAlike(a: EncodedTrack, b: EncodedTrack): boolean {
  const sizeOf = ({ decoderConfig: { codedWidth, codedHeight } }: EncodedTrack) =>
    `${codedWidth}×${codedHeight}`;
  return a.codec === b.codec && sizeOf(a) === sizeOf(b);
}
