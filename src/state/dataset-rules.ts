import type { DatasetClip, DatasetFinding, DatasetSplit, ExaminedFile } from '../contract/index.ts';

/** What is known of a file that could be read, however it came to be known. */
export type KnownFile = Omit<
  Extract<ExaminedFile, { kind: 'readable' }>,
  'kind' | 'width' | 'height' | 'decoder'
>;

/** The label of a clip of which nobody has said yet what it shows; such clips are left out. */
export const unlabelled = 'No class yet';

/** The pure functions that make a dataset of files: all of the training room that the page needs. */
export interface DatasetRules {
  /** Guesses labels and camera groups, and leaves out what is there twice. */
  assemble(files: readonly KnownFile[]): readonly DatasetClip[];
  findings(clips: readonly DatasetClip[]): readonly DatasetFinding[];
  /** The classes of a run: those of the model to start from in its order, then new ones. */
  labels(clips: readonly DatasetClip[]): readonly string[];
  split(clips: readonly DatasetClip[], seed: number): DatasetSplit;
}

/** What examining told, and what a stored clip remembers of it. */
export function knownOf(clip: KnownFile): KnownFile {
  const { path, sha256, sizeBytes, media, duration, fingerprint } = clip;
  return { path, sha256, sizeBytes, media, duration, fingerprint };
}
