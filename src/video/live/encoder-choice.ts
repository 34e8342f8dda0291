import type { Extent } from '../frame-size.ts';

export interface EncoderChoice {
  readonly config: VideoEncoderConfig;
  /** mediabunny's name of the codec. */
  readonly codec: 'avc' | 'vp9' | 'vp8';
  readonly extension: 'mp4' | 'webm';
  /** For the screen. */
  readonly title: string;
}

/** Bits per pixel and picture: enough that a person sees what the camera saw. */
const bitsPerPixel = 0.1;
/** Luma samples of H.264's level 4.0 (ITU-T H.264, table A-1: 8,192 macroblocks). */
const level4Pixels = 8192 * 256;

/**
 * The first codec that this browser encodes in real time at a size: H.264 in MP4, which opens everywhere, or VP9 or VP8
 * in WebM. null when none.
 */
export async function chooseEncoder(
  { width, height }: Extent,
  frameRate: number,
): Promise<EncoderChoice | null> {
  if (typeof VideoEncoder === 'undefined') return null;
  const bitrate = Math.round(
    Math.min(8e6, Math.max(5e5, bitsPerPixel * width * height * Math.min(30, frameRate))),
  );
  const common = { width, height, bitrate, framerate: frameRate, latencyMode: 'realtime' as const };
  const level = width * height <= level4Pixels ? '28' : '33';
  const candidates: EncoderChoice[] = [
    {
      config: { ...common, codec: `avc1.6400${level}`, avc: { format: 'avc' } },
      codec: 'avc',
      extension: 'mp4',
      title: 'H.264',
    },
    { config: { ...common, codec: 'vp09.00.51.08' }, codec: 'vp9', extension: 'webm', title: 'VP9' },
    { config: { ...common, codec: 'vp8' }, codec: 'vp8', extension: 'webm', title: 'VP8' },
  ];
  for (const candidate of candidates) {
    const { supported } = await VideoEncoder.isConfigSupported(candidate.config).catch(() => ({
      supported: false,
    }));
    if (supported === true) return candidate;
  }
  return null;
}
