import type { AugmentationSettings, DatasetClip, ModelManifest } from '../../contract/index.ts';

/** How the rows of a clip are made, for every clip of a run. */
export interface FeaturePlan {
  /** Which network makes them: the hashes of the backbone's files, and its preprocessing. */
  readonly backbone: string;
  /** Rows per second. */
  readonly fps: number;
  readonly augmentation: AugmentationSettings;
  readonly seed: number;
}

/** Rows kept of one clip: two minutes at four a second. Of longer clips, evenly spread pieces are taken. */
export const maxRows = 480;

/** Rows of one such piece. */
export const pieceRows = 32;

/** @param manifest of the model whose backbone makes the features, with the run's own preprocessing in it */
export function featurePlan(
  manifest: ModelManifest,
  augmentation: AugmentationSettings,
  seed: number,
): FeaturePlan {
  const folder = manifest.backbone.model.slice(0, manifest.backbone.model.lastIndexOf('/') + 1);
  const files = manifest.files.filter(({ path }) => path.startsWith(folder));
  const { inputSize } = manifest.backbone;
  const backbone = [
    ...files.map(({ path, sha256 }) => `${path}=${sha256}`),
    JSON.stringify({ inputSize, ...manifest.preprocessing }),
  ].join(';');
  return { backbone, fps: manifest.sampling.fps, augmentation, seed };
}

/**
 * The key under which the rows of a clip are kept: the same bytes, the same part of them, the same network, the same
 * alteration. Variant 0 is the clip as it is, whatever the augmentation.
 */
export function featureKey({ sha256, span }: DatasetClip, plan: FeaturePlan, variant: number): string {
  const { flip, crop, colour } = plan.augmentation;
  const alteration =
    variant === 0 ? 'clean' : `${variant}:${Number(flip)}${Number(crop)}${Number(colour)}:${plan.seed}`;
  const part = span ? `${span.from}-${span.to}` : 'whole';
  return [sha256, part, `${plan.fps}`, alteration, plan.backbone].join('|');
}

/**
 * Which of `total` grid rows to embed: all of them, or pieces of {@link pieceRows} rows spread evenly from the first
 * row to the last, {@link maxRows} in all. A window over a joint between two pieces sees a cut; one in eight does.
 */
export function isRowTaken(row: number, total: number): boolean {
  if (total <= maxRows) return true;
  const pieces = maxRows / pieceRows;
  const stride = (total - pieceRows) / (pieces - 1);
  const near = Math.round(row / stride);
  for (const piece of [near - 1, near]) {
    const first = Math.round(piece * stride);
    if (piece >= 0 && piece < pieces && row >= first && row < first + pieceRows) return true;
  }
  return false;
}
