import type { BackendName, ModelIdentity } from './analysis.ts';
import type { DecoderChoice } from './clip.ts';

/**
 * 'gradient': the class score is split over the places of the backbone's last map (Grad-CAM with integrated
 * gradients). 'occlusion': patches of each frame are covered, and the fall of the score is what a place counts.
 */
export type ExplanationMethod = 'gradient' | 'occlusion';

export interface ExplanationOptions {
  readonly decoder: DecoderChoice;
  /** Centre of the window to explain, s, as the timestamps of the analysed track give it. */
  readonly at: number;
  /** The class in question, one of the model's labels. */
  readonly label: string;
  /** 'auto' is 'gradient' where the backbone ends in a map, else 'occlusion'. */
  readonly method: 'auto' | ExplanationMethod;
  /** As the analysis was asked, so that its windows are met. */
  readonly fps?: number;
  readonly span?: { readonly from: number; readonly to: number };
}

/** A rectangle within the picture as displayed; all four are shares of its width or height. */
export interface PictureRegion {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Why one window of T steps got its score for one class. All evidence is in logits, that is before the calibrated
 * softmax: positive speaks for the class, negative against it.
 */
export interface Explanation {
  readonly model: ModelIdentity;
  readonly backend: BackendName;
  readonly label: string;
  readonly method: ExplanationMethod;
  /** What the window covers, s. */
  readonly window: { readonly from: number; readonly to: number };
  /** Centre of the window, s: the time that its probability speaks of. */
  readonly at: number;
  /** [T] Presentation time of the frame that each step looks at, s. A frame that was held stands at several steps. */
  readonly timestamps: Float64Array;
  /** [T · height · width] Evidence by place, row by row from the top left of `region`. */
  readonly maps: EvidenceMaps;
  /**
   * [T] Evidence by step. By 'gradient' they are the sums of the maps and add up to `logit` − `baseline`; by
   * 'occlusion' each is how far the score falls when the step is replaced by the mean of the others.
   */
  readonly contributions: Float32Array;
  /** Score of the class for this window. */
  readonly logit: number;
  /** Score of the class when the network sees nothing at all: every feature 0. */
  readonly baseline: number;
  readonly labels: readonly string[];
  /** [labels] Calibrated, as the analysis gives them for this window. */
  readonly probabilities: Float32Array;
  /** Where the maps lie in the picture: all of it, or what is left of it without black bars. */
  readonly region: PictureRegion;
}

export interface EvidenceMaps {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}
