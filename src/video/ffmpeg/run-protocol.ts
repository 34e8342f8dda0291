/** First message to a core worker. */
export interface LoadRequest {
  readonly type: 'load';
  readonly scriptUrl: string;
  readonly module: WebAssembly.Module;
}

/** Second and last message: one command on one file, mounted read-only as {@link inputPath}. */
export interface RunRequest {
  readonly type: 'run';
  readonly tool: 'ffmpeg' | 'ffprobe';
  readonly args: readonly string[];
  readonly file: Blob;
  readonly frames: FrameOutput | null;
  /** The command writes a file to {@link filePath}, and its progress to standard error. */
  readonly writesFile?: true;
}

/** Raw pictures of fixed size written to {@link outputPath}, their times told by the `showinfo` filter. */
export interface FrameOutput {
  readonly frameBytes: number;
  /** [0] how many frames may still be posted; null where memory cannot be shared. */
  readonly credits: Int32Array | null;
  /** Stop after so many frames; the bound on memory where there are no credits. */
  readonly limit: number | null;
  /** Frames at or before this time, s, are withheld except the last of them. */
  readonly lastBefore: number | null;
}

export const inputPath = '/in/file';
export const outputPath = '/frames';
export const filePath = '/made';

export type CoreMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'load-failed'; readonly message: string }
  | { readonly type: 'alive' }
  /** Up to which time, s from the beginning of the output, a file has been written. */
  | { readonly type: 'written'; readonly seconds: number }
  | { readonly type: 'frame'; readonly timestamp: number; readonly data: Uint8Array<ArrayBuffer> }
  | { readonly type: 'done'; readonly outcome: RunOutcome };

export interface RunOutcome {
  readonly exitCode: number;
  /** Whole standard output (ffprobe's answer). */
  readonly output: string;
  /** What was written to {@link filePath}. */
  readonly file: Blob | null;
  /** Last lines of the log. */
  readonly log: readonly string[];
  /** True when the frame limit ended the run. */
  readonly limited: boolean;
  /** Set when reading the file failed. */
  readonly readError: string | null;
  /** Set when the core itself gave up, as for want of memory. */
  readonly crash: string | null;
}
