import type { Task } from '../base/index.ts';
import type { ModelIdentity } from './analysis.ts';
import type { DecoderChoice } from './clip.ts';
import type { HeatPicture } from './heat-picture.ts';
import type { ProbabilityTrack } from './tracks.ts';

/** Makes files out of a recording, in a worker of its own. The recording is only read. */
export interface ExportService {
  /** The picture shown at a moment, as PNG. */
  still(request: StillRequest, task: Task): Promise<FinishedExport>;
  /** A part of the recording as a video file. */
  clip(request: ClipRequest, task: Task): Promise<FinishedExport>;
}

export interface ExportSource {
  readonly file: File;
  readonly decoder: DecoderChoice;
  /** Of the whole file, lower-case hex; null while it is not known. */
  readonly sha256: string | null;
}

export interface StillRequest {
  readonly source: ExportSource;
  /** Presentation time of the shown frame, s. */
  readonly at: number;
  /** Counted from 0; null while the frames have not been counted. */
  readonly frame: number | null;
  /** Adds a strip below the picture that names source, time, frame and hash. */
  readonly hasCaption: boolean;
  readonly reading: ClassReading | null;
  /** Puts the picture a second time beside itself, with this over it. */
  readonly heat?: HeatPicture;
}

/** What the model says of one moment: one probability for each label. */
export interface ClassReading {
  readonly model: ModelIdentity;
  readonly labels: readonly string[];
  readonly probabilities: readonly number[];
}

export interface ClipRequest {
  readonly source: ExportSource;
  /** Every frame with from ≤ timestamp ≤ to, s: both marked frames belong to it. */
  readonly from: number;
  readonly to: number;
  readonly method: ClipMethod;
}

/**
 * 'copy': the packets as they are, from the key frame before. 'encode': exactly the frames of the span, as H.264 in
 * MP4. 'annotate': the same with what the model says drawn into each picture.
 */
export type ClipMethod =
  | { readonly kind: 'copy' }
  | { readonly kind: 'encode' }
  | { readonly kind: 'annotate'; readonly overlay: BurntOverlay };

export interface BurntOverlay {
  /** As shown on the screen, that is smoothed; null draws time, frame and name only. */
  readonly track: ProbabilityTrack | null;
  /** One for each label of the track, in its order. */
  readonly looks: readonly ClassLook[];
}

/** How a class is drawn: two letters in `ink` on `colour`, both CSS colours. */
export interface ClassLook {
  readonly label: string;
  readonly code: string;
  readonly colour: string;
  readonly ink: string;
}

export interface FinishedExport {
  readonly kind: 'still' | 'clip' | 'annotated-clip';
  /** File name to save it under. */
  readonly name: string;
  readonly blob: Blob;
  readonly sizeBytes: number;
  /** Of the blob, lower-case hex. */
  readonly sha256: string;
  /** What was done, in whole sentences for the screen: where it really begins, which encoder ran, what was left out. */
  readonly detail: string;
}
