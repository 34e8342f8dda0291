import type { ModelIdentity } from './analysis.ts';
import type { PictureRegion } from './explanation.ts';

/** What speaks for a class in one frame, to be laid over it, with what a caption says of it. */
export interface HeatPicture {
  readonly model: ModelIdentity;
  readonly label: string;
  /** Calibrated, of the window that the frame belongs to. */
  readonly probability: number;
  /** In words, as 'Grad-CAM (integrated gradients, last map)'. */
  readonly method: string;
  /** s */
  readonly window: { readonly from: number; readonly to: number };
  /** Where the map lies in the picture. */
  readonly region: PictureRegion;
  /** Shares 0..1 of the strongest evidence in the window, row by row. */
  readonly map: { readonly width: number; readonly height: number; readonly values: Float32Array };
  /** 0..1 */
  readonly opacity: number;
}
