export * from './pure.ts';
export { analyseClip } from './analyse-clip.ts';
export type { AnalysisContext, FrameClassifier } from './analyse-clip.ts';
