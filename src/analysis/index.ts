export * from './pure.ts';
export { gridNumber, SamplingGrid } from './sampling-grid.ts';
export { slideWindows } from './slide-windows.ts';
export type { WindowPlan } from './slide-windows.ts';
export { analyseClip } from './analyse-clip.ts';
export { analyseLive } from './analyse-live.ts';
export type { AnalysisContext, FrameClassifier } from './analyse-clip.ts';
export { explainMoment } from './explain-moment.ts';
export type { ExplanationContext } from './explain-moment.ts';
