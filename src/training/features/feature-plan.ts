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

/** How many rows are kept of one clip, and in pieces of how many: of longer clips, evenly spread pieces are taken. */
export interface RowLimit {
  readonly rows: number;
  readonly piece: number;
}

/** Features: two minutes at four a second. */
export const featureRows: RowLimit = { rows: 480, piece: 32 };

/** Maps for deep fine-tuning take fifty times the room: two windows. */
export const mapRows: RowLimit = { rows: 16, piece: 8 };

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
 * Which of `total` grid rows to embed: all of them, or pieces spread evenly from the first row to the last, `limit` in
 * all. A window over a joint between two pieces sees a cut; with {@link featureRows} one window in eight does.
 */
export function isRowTaken(row: number, total: number, limit: RowLimit = featureRows): boolean {
  if (total <= limit.rows) return true;
  const pieces = limit.rows / limit.piece;
  const stride = (total - limit.piece) / (pieces - 1);
  const near = Math.round(row / stride);
  for (const piece of [near - 1, near]) {
    const first = Math.round(piece * stride);
    if (piece >= 0 && piece < pieces && row >= first && row < first + limit.piece) return true;
  }
  return false;
}
