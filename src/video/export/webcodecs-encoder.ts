import { canEncodeVideo, Quality, VideoSample, VideoSampleSource } from 'mediabunny';
import type { Task } from '../../base/index.ts';
import { exportErrors } from './export-errors.ts';
import type { EvenExtent, PictureEncoder, RawPicture } from './picture-encoder.ts';
import { usualMatrix } from './to-i420.ts';

/** Key frames so often, s, that a player finds its way in a short clip. */
const keyFrameInterval = 1;

/**
 * As good as x264's rate factor 18, of 51 steps (ITU-T H.264, 7.4.3); where the browser's encoder takes no quantizer, 6
 * bits per second for each pixel, 12 Mbit/s for 1080 lines, and never less than a megabit.
 */
function qualityFor({ width, height }: EvenExtent): Quality {
  return new Quality({ quantizer: 18, bitrate: Math.max(1e6, 6 * width * height) });
}

/** H.264 by the browser's own encoder. */
export class WebCodecsEncoder implements PictureEncoder {
  readonly description = 'WebCodecs H.264';
  readonly source: VideoSampleSource;
  encoded = 0;
  readonly #name: string;
  readonly #size: EvenExtent;

  private constructor(name: string, size: EvenExtent) {
    this.#name = name;
    this.#size = size;
    this.source = new VideoSampleSource({
      codec: 'avc',
      quality: qualityFor(size),
      keyFrameInterval,
      latencyMode: 'quality',
      onEncodedPacket: () => void this.encoded++,
    });
  }

  /** null where the browser cannot encode H.264 of this size. */
  static async for(name: string, size: EvenExtent): Promise<WebCodecsEncoder | null> {
    if (typeof VideoEncoder === 'undefined') return null;
    const can = await canEncodeVideo('avc', { ...size, quality: qualityFor(size), latencyMode: 'quality' });
    return can ? new WebCodecsEncoder(name, size) : null;
  }

  async add({ data, timestamp, duration }: RawPicture, { signal }: Task): Promise<void> {
    const matrix = usualMatrix(this.#size);
    const sample = new VideoSample(data, {
      format: 'I420',
      codedWidth: this.#size.width,
      codedHeight: this.#size.height,
      timestamp,
      duration,
      colorSpace: { primaries: matrix, transfer: matrix, matrix, fullRange: false },
    });
    try {
      await this.source.add(sample);
    } catch (error) {
      throw signal.aborted ? signal.reason : exportErrors.encoderFailed(this.#name, error);
    } finally {
      sample.close();
    }
  }

  async end(): Promise<void> {
    this.source.close();
  }

  [Symbol.dispose](): void {
    // The output that holds the source ends its encoder.
  }
}
