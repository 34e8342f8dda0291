import type { Task } from '../base/index.ts';

export type DecoderName = 'webcodecs' | 'ffmpeg';
export type DecoderChoice = 'auto' | DecoderName;

export type ClipWarning =
  | 'variable-frame-rate'
  | 'timestamps-missing'
  | 'timestamps-repeated'
  | 'timestamps-backwards'
  | 'truncated'
  | 'frame-count-differs';

/** Facts about an opened clip. Times are container presentation times in seconds, as ffprobe's `pts_time` gives them. */
export interface ClipInfo {
  readonly name: string;
  readonly sizeBytes: number;
  readonly kind: 'video' | 'image';
  /** Container by its common short name, as 'mp4', 'matroska', 'mpegts', 'avi'. */
  readonly container: string;
  /** Codec by its common short name, as 'h264', 'hevc', 'mpeg4', 'mjpeg'. */
  readonly codec: string;
  /** Display size in pixels: rotation and pixel aspect applied. */
  readonly width: number;
  readonly height: number;
  /** Clockwise turn, already applied to every frame that comes out. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Presentation time of the first frame, s. Not 0 for a file cut from a longer stream. */
  readonly start: number;
  /** From the first frame's time to the end of the last frame, s; 0 for a still image. null when unknown before decoding. */
  readonly duration: number | null;
  /** Average frames per second as the container declares it; null when it does not. */
  readonly frameRate: number | null;
  /** As the container declares it; null when it does not. The frame index counts for certain. */
  readonly frameCount: number | null;
  readonly decoder: DecoderName;
  /** What actually decodes, in words for the screen, as 'WebCodecs (avc1.64001f)' or 'ffmpeg.wasm (mpeg4)'. */
  readonly decoderDetail: string;
  readonly warnings: readonly ClipWarning[];
}

/**
 * Which frames to take, and at which size.
 *
 * Clip time is cut into intervals [k/fps, (k+1)/fps); the first frame presented in each interval is taken, with its
 * true timestamp. An interval in which no frame begins yields nothing (the consumer holds the previous one), so a
 * slow or variable source costs no needless decoding.
 */
export interface SamplingPlan {
  /** Intervals per second, or 'all' for every frame. */
  readonly fps: number | 'all';
  readonly size: FrameSize;
  /** Only frames with from ≤ timestamp < to, s. */
  readonly from?: number;
  readonly to?: number;
}

/**
 * `short-side`: aspect kept, the shorter side reduced to at most `pixels` (never enlarged), sides rounded to whole
 * pixels and at least 1. `exact`: stretched to width × height.
 */
export type FrameSize =
  | { readonly fit: 'short-side'; readonly pixels: number }
  | { readonly fit: 'exact'; readonly width: number; readonly height: number };

/** Interleaved 8-bit full-range RGB, row by row from the top left: data[(y·width + x)·3 + channel]. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Frame {
  /** 0, 1, 2 … among the frames of this plan. */
  readonly index: number;
  /** Presentation time, s, as in {@link ClipInfo}. */
  readonly timestamp: number;
  readonly image: RgbImage;
}

/** A frame to show. Whoever receives it closes the bitmap. */
export interface Picture {
  readonly timestamp: number;
  /** How long it is shown, s; null when not known. */
  readonly duration: number | null;
  readonly bitmap: ImageBitmap;
}

export interface PicturePlan {
  /** The first picture is the one on screen at this time: the last with timestamp ≤ from (or the very first). */
  readonly from: number;
  /** Bitmap no larger than this, aspect kept, px. */
  readonly maxWidth: number;
  readonly maxHeight: number;
}

/** Small pictures for a strip, one for each time. */
export interface ThumbnailPlan {
  /** Seconds, ascending. */
  readonly times: readonly number[];
  /**
   * How far a picture may lie from its time, or from the frame on screen then, s: within it a key frame, which is
   * quickly decoded, stands in for that frame. 0 asks for the very frame.
   */
  readonly slack: number;
  /** As in {@link PicturePlan}. */
  readonly maxWidth: number;
  readonly maxHeight: number;
}

/** Whoever receives it closes the bitmap. */
export interface Thumbnail extends Picture {
  /** The time of the plan that it stands for, s; `timestamp` is its own. */
  readonly wanted: number;
}

/** An opened clip. Generators are pull-based and bounded; leaving the loop, or aborting the task, closes the decoder. */
export interface Clip extends AsyncDisposable {
  readonly info: ClipInfo;
  /** Frames in presentation order. Throws AppError 'decoder-failed', 'no-frames', 'file-unreadable'. */
  frames(plan: SamplingPlan, task: Task): AsyncGenerator<Frame, void>;
  /** Every picture from a moment on, in presentation order, for playback. */
  pictures(plan: PicturePlan, task: Task): AsyncGenerator<Picture, void>;
  /** One picture for each time of the plan, in order; none for times at which the clip has none. */
  thumbnails(plan: ThumbnailPlan, task: Task): AsyncGenerator<Thumbnail, void>;
  /** Presentation times of all frames, ascending, without decoding: frame number n is shown at times[n]. */
  frameTimes(task: Task): Promise<Float64Array>;
}
