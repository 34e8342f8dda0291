import type { Task } from '../base/index.ts';
import type { BackendReport, CropBox } from './analysis.ts';
import type { RgbImage } from './clip.ts';
import type { ProbabilityTrack } from './tracks.ts';

/*
 * Footage without an end: a camera or a shared screen. Its time is in seconds since its first picture; instants are
 * milliseconds since 1970.
 */

/** One sample of a live source, at the model's rate. */
export interface LiveFrame {
  readonly timestamp: number;
  /** When the source gave the picture, as well as a page can tell. */
  readonly capturedAt: number;
  readonly image: RgbImage;
}

export interface LiveBatch {
  /** In order of time; what waits is bounded, and the newest win. */
  readonly frames: readonly LiveFrame[];
  /** Samples thrown away since the capture began, because the network had not asked in time. */
  readonly dropped: number;
}

/** Where the network gets live samples from. */
export interface LiveFrameSource {
  /** All samples that wait, or the next one; null once the capture has ended. */
  nextFrames(task: Task): Promise<LiveBatch | null>;
}

/** What a live analysis says while it runs. */
export type LiveUpdate =
  | {
      readonly kind: 'rows';
      readonly rows: ProbabilityTrack;
      /** The newest picture that these rows look at: its time, s, and the instant it was taken. */
      readonly newest: number;
      readonly capturedAt: number;
      /** End of the last sampled interval, s. */
      readonly analysedTo: number;
      readonly dropped: number;
    }
  /** No picture for longer than a window: what comes after has nothing to do with what was before. */
  | { readonly kind: 'gap'; readonly from: number; readonly to: number }
  | { readonly kind: 'crop'; readonly crop: CropBox | null }
  | { readonly kind: 'device-rebuilt'; readonly backend: BackendReport };

/** The part of an analysis worker that follows a live source. */
export interface LiveAnalysisService {
  /**
   * Needs `start` and `loadModel`. Ends when the source does.
   * @param samples a {@link LiveFrameSource} answers on this port
   */
  analyseLive(samples: MessagePort, task: Task): AsyncGenerator<LiveUpdate, void>;
}

/**
 * How pictures reach the worker: as a stream that the browser fills there by itself, or each handed over by the page
 * where a browser has no such stream.
 */
export type PictureSource =
  { readonly kind: 'stream'; readonly readable: ReadableStream<VideoFrame> } | { readonly kind: 'fed' };

export interface CapturePlan {
  /** Samples per second for the network. */
  readonly fps: number;
  /** Short side of a sample, px. */
  readonly shortSide: number;
  /** Whether to keep a rolling recording. */
  readonly isRecorded: boolean;
}

/** How a capture stands. Told twice a second. */
export interface CaptureStatus {
  /** Time of the newest picture, s. */
  readonly time: number;
  readonly pictures: number;
  /** Pictures per second over the last seconds. */
  readonly rate: number;
  readonly width: number;
  readonly height: number;
  /** Seconds since a picture came. */
  readonly silence: number;
  readonly recording: RecordingStatus | null;
}

export interface RecordingStatus {
  /** For the screen, as 'H.264 by WebCodecs'. */
  readonly detail: string;
  /** What can be saved now, s of the capture's time. */
  readonly from: number;
  readonly to: number;
  readonly sizeBytes: number;
  /** Pictures left out because the encoder could not keep up. */
  readonly skipped: number;
}

/** A clip cut out of the rolling recording. */
export interface RecordedClip {
  readonly blob: Blob;
  /** As 'mp4' or 'webm'. */
  readonly extension: string;
  /** It begins at the key frame at or before the wished start, s of the capture's time. */
  readonly from: number;
  readonly to: number;
  readonly pictures: number;
}

/** Takes the pictures of a live source in: samples for the network, a rolling recording for the person. */
export interface CaptureService {
  /**
   * Takes pictures until the source ends or the task is aborted. Another call begins anew.
   * @param samples a {@link LiveFrameSource} is served on this port
   */
  capture(
    source: PictureSource,
    plan: CapturePlan,
    samples: MessagePort,
    task: Task,
  ): AsyncGenerator<CaptureStatus, void>;
  /** One picture of a 'fed' source; the worker closes it. `arrivedAt` is when the page got it. */
  feed(picture: VideoFrame, arrivedAt: number, task: Task): Promise<void>;
  /** A clip of the rolling recording, as much of it as is there; null when nothing of it is. */
  clip(from: number, to: number, task: Task): Promise<RecordedClip | null>;
  /** Joins complete recordings that follow one another, each beginning at its `from`, into one clip. */
  join(parts: readonly RecordedPart[], task: Task): Promise<RecordedClip | null>;
}

export interface RecordedPart {
  readonly blob: Blob;
  readonly from: number;
  readonly to: number;
}
