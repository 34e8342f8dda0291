import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';
import type { RecordedClip } from '../../contract/index.ts';
import type { Rotation } from '../frame-size.ts';
import type { RingChunk } from './chunk-ring.ts';

export interface EncodedTrack {
  readonly codec: 'avc' | 'vp9' | 'vp8' | 'av1' | 'hevc';
  readonly extension: 'mp4' | 'webm';
  /** Clockwise turn with which it is shown. */
  readonly rotation: Rotation;
  readonly decoderConfig: VideoDecoderConfig;
}

/**
 * Chunks as a file whose time begins at 0 with the first of them, each picture at its true distance from it. The last
 * is shown as long as the one before it.
 * @param chunks in order, the first a key frame, at least one
 */
export async function muxClip(chunks: readonly RingChunk[], track: EncodedTrack): Promise<RecordedClip> {
  const [first, last] = [chunks[0] as RingChunk, chunks.at(-1) as RingChunk];
  const isMp4 = track.extension === 'mp4';
  const target = new BufferTarget();
  const format = isMp4 ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat();
  const output = new Output({ format, target });
  const source = new EncodedVideoPacketSource(track.codec);
  output.addVideoTrack(source, { rotation: track.rotation });
  await output.start();
  const usual = chunks.length > 1 ? (last.timestamp - first.timestamp) / (chunks.length - 1) : 1 / 25;
  for (const [n, { isKey, timestamp, data }] of chunks.entries()) {
    const duration = (chunks[n + 1]?.timestamp ?? timestamp + usual) - timestamp;
    const type = isKey ? 'key' : 'delta';
    const packet = new EncodedPacket(data, type, timestamp - first.timestamp, Math.max(0, duration));
    await source.add(packet, n === 0 ? { decoderConfig: track.decoderConfig } : undefined);
  }
  await output.finalize();
  const blob = new Blob([target.buffer as ArrayBuffer], { type: isMp4 ? 'video/mp4' : 'video/webm' });
  const { extension } = track;
  return { blob, extension, from: first.timestamp, to: last.timestamp + usual, pictures: chunks.length };
}
