export type { ClipSequence, SequenceVariant, WindowRule } from './clip-sequence.ts';
export { fitHead } from './fit-head.ts';
export type { HeadFit } from './fit-head.ts';
export { predictClips } from './predict-clips.ts';
export { fittedWeights } from './run-course.ts';
export type { EndedFit, FitControl } from './run-course.ts';
export { classWeights, largestClassWeight } from './class-weights.ts';
export { windowsPerEpoch } from './draw-windows.ts';
