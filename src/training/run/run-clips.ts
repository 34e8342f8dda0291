import { AppError, type Task } from '../../base/index.ts';
import type { DatasetClip, FeatureStore, HeadKind, StoredFeatures } from '../../contract/index.ts';
import { pixelLength } from '../../model/index.ts';
import { storedVariants, type FeaturePlan } from '../features/index.ts';
import type { ClipSequence } from '../fit/index.ts';

/** A clip of a run with its rows in memory: as it is, then altered. */
export interface RunClip {
  readonly clip: DatasetClip;
  /** Index into the labels of the run. */
  readonly truth: number;
  readonly variants: readonly StoredFeatures[];
}

export interface RunClipSource {
  readonly labels: readonly string[];
  readonly plan: FeaturePlan;
  readonly store: FeatureStore;
  /** Altered copies to read of a clip. */
  readonly variantsOf: (clip: DatasetClip) => number;
  /** Whether a head will look at pixels; without, they are let go of. */
  readonly withPixels: boolean;
}

/**
 * Reads the rows of clips from the store.
 * @throws AppError 'storage-full' when rows that were put there are gone again
 */
export async function readRunClips(
  clips: readonly DatasetClip[],
  { labels, plan, store, variantsOf, withPixels }: RunClipSource,
  { signal }: Task,
): Promise<RunClip[]> {
  const read: RunClip[] = [];
  for (const clip of clips) {
    signal.throwIfAborted();
    const stored = await storedVariants(clip, plan, variantsOf(clip), store);
    if (!stored) throw forgotten(clip);
    const variants = withPixels ? stored : stored.map((features) => ({ ...features, pixels: noPixels }));
    read.push({ clip, truth: labels.indexOf(clip.label), variants });
  }
  return read;
}

/** What a head learns from or is judged on: pixels for the LSTM-only head, features for the others. */
export function sequenceOf({ clip, truth, variants }: RunClip, head: HeadKind): ClipSequence {
  return {
    truth,
    group: clip.group,
    variants: variants.map(({ rows, featureLength, values, pixels }) =>
      head === 'lstm'
        ? { rows, featureLength: pixelLength, values: pixels }
        : { rows, featureLength, values },
    ),
  };
}

const noPixels = new Uint16Array(0);

function forgotten({ path }: DatasetClip): AppError {
  return new AppError('storage-full', `The features of ${path} were put away and are gone again.`, {
    remedy: 'Free space on the disk or leave clips out, then resume: only what is missing is made again.',
  });
}
