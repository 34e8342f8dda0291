import type { RecordedClip, RecordingStatus } from '../../contract/index.ts';
import { turnedExtent, type Extent, type Rotation } from '../frame-size.ts';
import { ChunkRing, type RingLimits } from './chunk-ring.ts';
import { chooseEncoder, type EncoderChoice } from './encoder-choice.ts';
import { muxClip } from './mux-clip.ts';

/** A key frame this often, s: so far at most a clip begins before its wished start. */
const keyEvery = 1;
/** Pictures that may wait for the encoder; a camera that owns few buffers stands still when more are held. */
const mostWaiting = 6;

/** Pictures as they are encoded: even sides, px, and the clockwise turn with which they are shown. */
export interface CodedShape extends Extent {
  readonly rotation: Rotation;
}

/** Two minutes, or 64 MB of them. */
export const ringLimits: RingLimits = { span: 120, sizeBytes: 64e6 };

/**
 * A rolling recording: encodes each picture as it comes and keeps the last while. Pictures of another size begin it
 * anew, since one track has one size.
 */
export class LiveRecorder implements Disposable {
  readonly #choice: EncoderChoice;
  readonly #shape: CodedShape;
  readonly #encoder: VideoEncoder;
  readonly #ring: ChunkRing;
  #decoderConfig: VideoDecoderConfig | undefined;
  #failure: unknown;
  #lastKey = -Infinity;
  #skipped = 0;

  private constructor(choice: EncoderChoice, shape: CodedShape, limits: RingLimits) {
    this.#choice = choice;
    this.#shape = shape;
    this.#ring = new ChunkRing(limits);
    this.#encoder = new VideoEncoder({
      output: (chunk, metadata) => this.#keep(chunk, metadata),
      error: (error) => (this.#failure = error),
    });
    this.#encoder.configure(choice.config);
  }

  /** null when the browser encodes nothing of this size. */
  static async create(
    shape: CodedShape,
    frameRate: number,
    limits = ringLimits,
  ): Promise<LiveRecorder | null> {
    const choice = await chooseEncoder(shape, frameRate);
    return choice && new LiveRecorder(choice, shape, limits);
  }

  get status(): RecordingStatus {
    const { from, to, sizeBytes } = this.#ring;
    const state = this.#failure === undefined ? '' : ', which stopped';
    return {
      detail: `${this.#choice.title} by WebCodecs${state}`,
      from: from ?? 0,
      to: to ?? 0,
      sizeBytes,
      skipped: this.#skipped,
    };
  }

  /** The caller keeps, and closes, the picture. @param time s; becomes the picture's time in the recording */
  add(picture: VideoFrame, time: number): void {
    if (this.#encoder.state !== 'configured' || this.#encoder.encodeQueueSize >= mostWaiting) {
      this.#skipped += 1;
      return;
    }
    const { width, height, rotation } = this.#shape;
    const display = turnedExtent({ width, height }, rotation);
    const { x, y } = picture.visibleRect ?? { x: 0, y: 0 };
    const frame = new VideoFrame(picture, {
      timestamp: Math.round(time * 1e6),
      visibleRect: { x, y, width, height },
      displayWidth: display.width,
      displayHeight: display.height,
    });
    const keyFrame = time - this.#lastKey >= keyEvery;
    if (keyFrame) this.#lastKey = time;
    this.#encoder.encode(frame, { keyFrame });
    frame.close();
  }

  /** As much of the span as is there; null when nothing is. */
  async clip(from: number, to: number): Promise<RecordedClip | null> {
    if (this.#encoder.state === 'configured') await this.#encoder.flush();
    const chunks = this.#ring.between(from, to);
    if (chunks.length === 0 || !this.#decoderConfig) return null;
    const { codec, extension } = this.#choice;
    const { rotation } = this.#shape;
    return muxClip(chunks, { codec, extension, rotation, decoderConfig: this.#decoderConfig });
  }

  [Symbol.dispose](): void {
    if (this.#encoder.state !== 'closed') this.#encoder.close();
    this.#ring.clear();
  }

  #keep(chunk: EncodedVideoChunk, metadata: EncodedVideoChunkMetadata | undefined): void {
    this.#decoderConfig ??= metadata?.decoderConfig;
    const data = new Uint8Array(chunk.byteLength);
    chunk.copyTo(data);
    this.#ring.add({ isKey: chunk.type === 'key', timestamp: chunk.timestamp / 1e6, data });
  }
}
