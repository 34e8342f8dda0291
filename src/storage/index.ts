export { openStorage } from './storage.ts';
export type { Storage, StorageUse } from './storage.ts';
export { analysisKey } from './stored-analysis.ts';
export type { AnalysisSummary, StoredAnalysis } from './stored-analysis.ts';
