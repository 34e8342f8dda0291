export { alterationOf, alterInput } from './augment-input.ts';
export type { Alteration } from './augment-input.ts';
export { embedClip } from './embed-clip.ts';
export type { EmbedOptions, FrameEmbedder } from './embed-clip.ts';
export { extractFeatures, storedVariants } from './extract-features.ts';
export type { ExtractionContext, ExtractionJob } from './extract-features.ts';
export { featureKey, featurePlan, featureRows, isRowTaken, mapRows } from './feature-plan.ts';
export type { FeaturePlan, RowLimit } from './feature-plan.ts';
export { shrinkInput } from './shrink-input.ts';
