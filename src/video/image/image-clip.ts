import { breathe, type Task } from '../../base/index.ts';
import type {
  Clip,
  ClipInfo,
  Frame,
  Picture,
  PicturePlan,
  SamplingPlan,
  Thumbnail,
  ThumbnailPlan,
} from '../../contract/index.ts';
import { FrameConverter } from '../frame-converter.ts';
import { boundedExtent, outputExtent } from '../frame-size.ts';
import { IntervalPicker, timeSlack } from '../interval-picker.ts';
import { asVideoError, videoErrors } from '../video-errors.ts';
import { yuvColourOf } from '../webcodecs/yuv-colour.ts';

/** One picture of an animation, or the only one. Closed when the next is asked for. */
interface ShownImage {
  readonly image: VideoFrame;
  /** Sum of the durations of those before, s. */
  readonly timestamp: number;
  /** s; null for a still. */
  readonly duration: number | null;
  /** How many pictures the file holds. */
  readonly count: number;
}

/** Decodes a picture file's images in order. Transparency is ignored. */
export async function* shownImages(
  file: File,
  type: string,
  signal: AbortSignal,
): AsyncGenerator<ShownImage, void> {
  const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type });
  try {
    await Promise.all([decoder.completed, decoder.tracks.ready]);
    const count = decoder.tracks.selectedTrack?.frameCount ?? 0;
    for (let frameIndex = 0, timestamp = 0; frameIndex < count; frameIndex++) {
      await breathe(signal);
      const { image } = await decoder.decode({ frameIndex });
      try {
        const duration = count > 1 && image.duration !== null ? image.duration / 1e6 : null;
        yield { image, timestamp, duration, count };
        timestamp = Math.round((timestamp + (duration ?? 0)) * 1e6) / 1e6;
      } finally {
        image.close();
      }
    }
  } finally {
    decoder.close();
  }
}

/** A still or animated picture decoded by the browser. */
export class ImageClip implements Clip {
  readonly #file: File;
  readonly #type: string;

  constructor(
    file: File,
    type: string,
    readonly info: ClipInfo,
  ) {
    this.#file = file;
    this.#type = type;
  }

  async *frames(plan: SamplingPlan, task: Task): AsyncGenerator<Frame, void> {
    const converter = new FrameConverter(outputExtent(plan.size, this.info), 0);
    const picker = new IntervalPicker(plan);
    let index = 0;
    for await (const { image, timestamp } of this.#images(task)) {
      if (!picker.takes(timestamp)) continue;
      const converted = await converter.convert(image, yuvColourOf(image.colorSpace));
      yield { index: index++, timestamp, image: converted };
    }
  }

  async *pictures(plan: PicturePlan, task: Task): AsyncGenerator<Picture, void> {
    const { width, height } = boundedExtent(this.info, plan.maxWidth, plan.maxHeight);
    for await (const { image, timestamp, duration, count } of this.#images(task)) {
      if (count > 1 && timestamp + (duration ?? 0) <= plan.from + timeSlack) continue;
      const resize = { resizeWidth: width, resizeHeight: height, resizeQuality: 'medium' } as const;
      yield { timestamp, duration, bitmap: await createImageBitmap(image, resize) };
    }
  }

  async *thumbnails({ times, ...size }: ThumbnailPlan, task: Task): AsyncGenerator<Thumbnail, void> {
    for (const wanted of times) {
      for await (const picture of this.pictures({ ...size, from: wanted }, task)) {
        yield { ...picture, wanted };
        break;
      }
    }
  }

  async frameTimes(task: Task): Promise<Float64Array> {
    const times: number[] = [];
    for await (const { timestamp } of this.#images(task)) times.push(timestamp);
    return Float64Array.from(times);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Nothing is held between generators.
  }

  async *#images({ signal }: Task): AsyncGenerator<ShownImage, void> {
    try {
      yield* shownImages(this.#file, this.#type, signal);
    } catch (error) {
      const { name } = this.info;
      throw asVideoError(error, name, (cause) => videoErrors.decoderFailed(name, cause, true));
    }
  }
}
