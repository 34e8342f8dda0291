import type { Task } from '../../base/index.ts';
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
import { boundedExtent, outputExtent } from '../frame-size.ts';
import { firstNeededTime, IntervalPicker } from '../interval-picker.ts';
import { videoErrors } from '../video-errors.ts';
import type { CoreSupply } from './core-supply.ts';
import type { TimedFrame } from './frame-assembly.ts';
import { coreFrames, type FrameRequest } from './core-frames.ts';
import type { CoreFile } from './core-file.ts';
import { packetTimes } from './packet-times.ts';
import { thumbnailFrames } from './thumbnail-frames.ts';

/** A clip decoded by ffmpeg.wasm, each generator in a core of its own. */
export class FfmpegClip implements Clip {
  readonly #source: CoreFile;
  readonly #supply: CoreSupply;
  #closed = false;

  constructor(
    source: CoreFile,
    supply: CoreSupply,
    readonly info: ClipInfo,
  ) {
    this.#source = source;
    this.#supply = supply;
  }

  async *frames(plan: SamplingPlan, task: Task): AsyncGenerator<Frame, void> {
    const output = outputExtent(plan.size, this.info);
    const picker = new IntervalPicker(plan);
    const from = firstNeededTime(plan) ?? null;
    let index = 0;
    const request = {
      pixels: 'rgb24',
      output,
      fps: plan.fps,
      from,
      to: plan.to ?? null,
      lastBefore: false,
    } as const;
    for await (const { timestamp, data } of this.#run(request, task)) {
      if (picker.isPast(timestamp)) return;
      this.#report(timestamp, plan, task);
      if (picker.takes(timestamp)) yield { index: index++, timestamp, image: { ...output, data } };
    }
  }

  async *pictures(plan: PicturePlan, task: Task): AsyncGenerator<Picture, void> {
    const output = boundedExtent(this.info, plan.maxWidth, plan.maxHeight);
    const from = Math.max(plan.from, this.info.start);
    const request = { pixels: 'rgba', output, fps: 'all', from, to: null, lastBefore: true } as const;
    let shown: TimedFrame | null = null;
    for await (const frame of this.#run(request, task)) {
      if (shown && frame.timestamp <= shown.timestamp) continue;
      if (shown) yield await picture(shown, output, frame.timestamp);
      shown = frame;
    }
    const { start, duration } = this.info;
    if (shown) yield await picture(shown, output, duration === null ? null : start + duration);
  }

  async *thumbnails(plan: ThumbnailPlan, task: Task): AsyncGenerator<Thumbnail, void> {
    const output = boundedExtent(this.info, plan.maxWidth, plan.maxHeight);
    const run = (request: FrameRequest) => this.#run(request, task);
    for await (const { wanted, frame } of thumbnailFrames(plan, output, this.#source, run)) {
      yield { ...(await picture(frame, output, null)), wanted };
    }
  }

  async frameTimes(task: Task): Promise<Float64Array> {
    this.#assertOpen();
    return packetTimes(this.#source, this.#supply, this.info, task);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#supply[Symbol.dispose]();
  }

  #run(request: FrameRequest, task: Task): AsyncGenerator<TimedFrame, void> {
    this.#assertOpen();
    return coreFrames(this.#source, this.#supply, this.info, request, task);
  }

  #assertOpen(): void {
    if (this.#closed) throw videoErrors.closed(this.info.name);
  }

  #report(timestamp: number, { from, to }: SamplingPlan, task: Task): void {
    const { start, duration } = this.info;
    const first = Math.max(start, from ?? start);
    const total = duration === null ? undefined : Math.min(start + duration, to ?? Infinity) - first;
    const done = Math.max(0, timestamp - first);
    task.onProgress?.({ stage: 'decoding', done, unit: 's', ...(total === undefined ? {} : { total }) });
  }
}

async function picture(
  frame: TimedFrame,
  { width, height }: { width: number; height: number },
  end: number | null,
) {
  const pixels = new ImageData(new Uint8ClampedArray(frame.data.buffer), width, height);
  const bitmap = await createImageBitmap(pixels);
  const duration = end === null ? null : Math.max(0, end - frame.timestamp) || null;
  return { timestamp: frame.timestamp, duration, bitmap };
}
