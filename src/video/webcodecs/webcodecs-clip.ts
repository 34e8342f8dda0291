import {
  EncodedPacketSink,
  VideoSampleSink,
  type Input,
  type InputVideoTrack,
  type VideoSample,
} from 'mediabunny';
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
import { answerWithin } from '../answer-within.ts';
import { FrameConverter } from '../frame-converter.ts';
import { boundedExtent, outputExtent } from '../frame-size.ts';
import { firstNeededTime, IntervalPicker } from '../interval-picker.ts';
import { asVideoError, videoErrors } from '../video-errors.ts';
import type { YuvColour } from '../yuv-to-rgb.ts';
import { drawPicture } from './draw-picture.ts';
import { cheapTimes } from './cheap-times.ts';
import type { Refusal } from './open-webcodecs.ts';

/** A decoder that takes longer than this for one frame is taken for dead, s. */
const silenceLimit = 30;

/** A clip decoded by the browser. Reads lazily: nothing of the file is held beyond a cache of 8 MiB. */
export class WebCodecsClip implements Clip {
  readonly #file: File;
  readonly #input: Input;
  readonly #track: InputVideoTrack;
  readonly #colour: YuvColour;

  constructor(
    file: File,
    input: Input,
    track: InputVideoTrack,
    readonly info: ClipInfo,
    colour: YuvColour,
  ) {
    this.#file = file;
    this.#input = input;
    this.#track = track;
    this.#colour = colour;
  }

  async *frames(plan: SamplingPlan, task: Task): AsyncGenerator<Frame, void> {
    const converter = new FrameConverter(outputExtent(plan.size, this.info), this.info.rotation);
    const picker = new IntervalPicker(plan);
    let index = 0;
    for await (using sample of this.#samples(firstNeededTime(plan), task)) {
      if (picker.isPast(sample.timestamp)) return;
      this.#report(sample.timestamp, plan, task);
      if (!picker.takes(sample.timestamp)) continue;
      const image = await this.#guarded(converter.convert(sample, this.#colour), task);
      yield { index: index++, timestamp: sample.timestamp, image };
    }
  }

  async *pictures(plan: PicturePlan, task: Task): AsyncGenerator<Picture, void> {
    const extent = boundedExtent(this.info, plan.maxWidth, plan.maxHeight);
    for await (using sample of this.#samples(plan.from, task)) {
      const bitmap = drawPicture(sample, extent);
      yield { timestamp: sample.timestamp, duration: sample.duration || null, bitmap };
    }
  }

  async *thumbnails(plan: ThumbnailPlan, task: Task): AsyncGenerator<Thumbnail, void> {
    const extent = boundedExtent(this.info, plan.maxWidth, plan.maxHeight);
    const times = cheapTimes(this.#track, plan, this.info.start);
    const samples = new VideoSampleSink(this.#track).samplesAtTimestamps(times);
    let count = 0;
    for await (using sample of this.#checked(samples, task)) {
      const wanted = plan.times[count++] as number;
      if (!sample) continue;
      const { timestamp, duration } = sample;
      yield { wanted, timestamp, duration: duration || null, bitmap: drawPicture(sample, extent) };
    }
  }

  async frameTimes(task: Task): Promise<Float64Array> {
    task.signal.throwIfAborted();
    if (this.#input.disposed) throw videoErrors.closed(this.#file.name);
    const times: number[] = [];
    const packets = new EncodedPacketSink(this.#track);
    try {
      for await (const packet of packets.packets(undefined, undefined, { metadataOnly: true })) {
        if (packet.timestamp >= 0) times.push(packet.timestamp);
        if (times.length % 4096 === 0) await breathe(task.signal);
      }
    } catch (error) {
      if (!this.#endsHere(error, times.length)) throw this.#failure(error);
    }
    return Float64Array.from(times).sort();
  }

  /** Decodes one frame; returns why it cannot be, for a file whose very first frame fails. */
  async tryFirstFrame(signal: AbortSignal): Promise<Refusal | null> {
    try {
      for await (using _ of this.#samples(undefined, { signal })) return null;
      return { reason: 'first-frame', codec: this.info.codec, cause: new Error('no frame came out') };
    } catch (error) {
      if (signal.aborted) throw error;
      return { reason: 'first-frame', codec: this.info.codec, cause: error };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#input.dispose();
  }

  /** Decoded samples in presentation order from the one shown at `from` on; the caller closes each. */
  async *#samples(from: number | undefined, task: Task): AsyncGenerator<VideoSample, void> {
    for await (const sample of this.#checked(new VideoSampleSink(this.#track).samples(from), task)) {
      if (sample.timestamp < 0) sample.close();
      else yield sample;
    }
  }

  /** What a sink gives, within the limit of silence and with failures in our own words. */
  async *#checked<T extends VideoSample | null>(
    samples: AsyncGenerator<T, void>,
    task: Task,
  ): AsyncGenerator<T, void> {
    if (this.#input.disposed) throw videoErrors.closed(this.#file.name);
    let count = 0;
    try {
      for (;;) {
        const next = await this.#guardedNext(samples, task);
        if (next.done) return;
        count++;
        yield next.value;
      }
    } catch (error) {
      if (!this.#endsHere(error, count)) throw this.#failure(error);
    } finally {
      await samples.return();
    }
  }

  /** A sample that comes after we gave up waiting is closed, for nobody else will. */
  async #guardedNext<T extends VideoSample | null>(
    samples: AsyncGenerator<T, void>,
    task: Task,
  ): Promise<IteratorResult<T, void>> {
    const next = samples.next();
    try {
      return await this.#guarded(next, task);
    } catch (error) {
      next.then(
        ({ value }) => value?.close(),
        () => undefined,
      );
      throw error;
    }
  }

  #guarded<T>(answer: Promise<T>, task: Task): Promise<T> {
    const late = () => videoErrors.decoderSilent(this.#file.name, silenceLimit);
    return answerWithin(answer, silenceLimit, late, task.signal);
  }

  /** A recording known to be cut ends where its data ends. */
  #endsHere(error: unknown, count: number): boolean {
    const failure = this.#failure(error);
    const cut = this.info.warnings.includes('truncated') && count > 0;
    return cut && failure instanceof Error && 'code' in failure && failure.code === 'decoder-failed';
  }

  #failure(error: unknown): unknown {
    return asVideoError(error, this.#file.name, (cause) =>
      videoErrors.decoderFailed(this.#file.name, cause, true),
    );
  }

  #report(timestamp: number, { from, to }: SamplingPlan, task: Task): void {
    const { start, duration } = this.info;
    const first = Math.max(start, from ?? start);
    const total = duration === null ? undefined : Math.min(start + duration, to ?? Infinity) - first;
    const done = Math.max(0, timestamp - first);
    task.onProgress?.({ stage: 'decoding', done, unit: 's', ...(total === undefined ? {} : { total }) });
  }
}
