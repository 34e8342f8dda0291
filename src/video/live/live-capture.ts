import type {
  CapturePlan,
  CaptureStatus,
  LiveBatch,
  LiveFrameSource,
  RecordedClip,
} from '../../contract/index.ts';
import type { Task } from '../../base/index.ts';
import { FrameConverter, type DecodedFrame } from '../frame-converter.ts';
import { outputExtent, toRotation, turnedExtent, type Extent, type Rotation } from '../frame-size.ts';
import { IntervalPicker } from '../interval-picker.ts';
import { yuvColourOf } from '../webcodecs/yuv-colour.ts';
import { CaptureClock } from './capture-clock.ts';
import { LiveRecorder } from './live-recorder.ts';
import { SampleQueue } from './sample-queue.ts';

/** A second of samples at the usual 4 a second. */
const mostWaitingSamples = 4;
/** The span over which the picture rate is counted, ms. */
const rateSpan = 3000;

/** How a phone's camera says that it is held upright (W3C WebCodecs, VideoFrame.rotation; not in every browser). */
interface Turned {
  readonly rotation?: number;
}

/** The pictures of one live source, sampled for the network and recorded for the person, in the order they come. */
export class LiveCapture implements LiveFrameSource, Disposable {
  readonly #plan: CapturePlan;
  readonly #now: () => number;
  readonly #queue = new SampleQueue(mostWaitingSamples);
  readonly #clock = new CaptureClock();
  readonly #picker: IntervalPicker;
  readonly #arrivals: number[] = [];
  #recorder: LiveRecorder | null = null;
  #converter: FrameConverter | undefined;
  #size: Extent = { width: 0, height: 0 };
  #rotation: Rotation = 0;
  #firstTimestamp: number | undefined;
  #time = 0;
  #pictures = 0;
  #lastArrival: number;

  /** @param now milliseconds since 1970 */
  constructor(plan: CapturePlan, now: () => number) {
    this.#plan = plan;
    this.#now = now;
    this.#lastArrival = now();
    this.#picker = new IntervalPicker({ fps: plan.fps, size: { fit: 'short-side', pixels: plan.shortSide } });
  }

  get status(): CaptureStatus {
    const now = this.#now();
    const recent = this.#arrivals.filter((at) => now - at <= rateSpan);
    return {
      time: this.#time,
      pictures: this.#pictures,
      rate: recent.length > 1 ? ((recent.length - 1) * 1000) / (now - (recent[0] as number)) : 0,
      ...this.#size,
      silence: (now - this.#lastArrival) / 1000,
      recording: this.#recorder?.status ?? null,
    };
  }

  /** Takes one picture in; it is closed here. @param arrivedAt when it reached Vigil, ms since 1970 */
  async add(picture: VideoFrame, arrivedAt: number): Promise<void> {
    try {
      this.#firstTimestamp ??= picture.timestamp;
      const time = (picture.timestamp - this.#firstTimestamp) / 1e6;
      if (this.#pictures > 0 && time <= this.#time) return;
      this.#time = time;
      this.#note(arrivedAt);
      await this.#fit(picture);
      this.#recorder?.add(picture, time);
      const capturedAt = this.#clock.capturedAt(picture.timestamp / 1000, arrivedAt);
      if (this.#picker.takes(time)) await this.#sample(picture, time, capturedAt);
    } finally {
      picture.close();
    }
  }

  nextFrames(task: Task): Promise<LiveBatch | null> {
    return this.#queue.take(task.signal);
  }

  async clip(from: number, to: number): Promise<RecordedClip | null> {
    return (await this.#recorder?.clip(from, to)) ?? null;
  }

  /** The source has ended: the network gets what waits. The recording stays. */
  end(): void {
    this.#queue.close();
  }

  [Symbol.dispose](): void {
    this.#queue.close();
    this.#recorder?.[Symbol.dispose]();
    this.#recorder = null;
  }

  async #sample(picture: VideoFrame, timestamp: number, capturedAt: number): Promise<void> {
    const frame = picture as VideoFrame & DecodedFrame;
    const image = await (this.#converter as FrameConverter).convert(frame, yuvColourOf(picture.colorSpace));
    this.#queue.push({ timestamp, capturedAt, image });
  }

  /**
   * A new size, as when a shared window is resized or a phone is turned, needs another converter and begins the
   * recording anew.
   */
  async #fit(picture: VideoFrame & Turned): Promise<void> {
    const { displayWidth: width, displayHeight: height, visibleRect } = picture;
    const rotation = toRotation(picture.rotation ?? 0);
    const isSame = width === this.#size.width && height === this.#size.height && rotation === this.#rotation;
    if (isSame) return;
    this.#size = { width, height };
    this.#rotation = rotation;
    const size = outputExtent({ fit: 'short-side', pixels: this.#plan.shortSide }, { width, height });
    this.#converter = new FrameConverter(size, rotation);
    this.#recorder?.[Symbol.dispose]();
    this.#recorder = null;
    if (!this.#plan.isRecorded) return;
    // H.264 and VP9 count colour in squares of two pixels.
    const even = (side: number): number => Math.max(2, side - (side % 2));
    const coded = visibleRect ?? turnedExtent({ width, height }, rotation);
    const shape = { width: even(coded.width), height: even(coded.height), rotation };
    const frameRate = Math.min(60, Math.max(1, Math.round(this.status.rate) || 30));
    this.#recorder = await LiveRecorder.create(shape, frameRate);
  }

  #note(arrivedAt: number): void {
    this.#pictures += 1;
    this.#lastArrival = arrivedAt;
    this.#arrivals.push(arrivedAt);
    while (arrivedAt - (this.#arrivals[0] as number) > rateSpan) this.#arrivals.shift();
  }
}
