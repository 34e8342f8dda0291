import type { Database } from './database.ts';
import { summarise, type AnalysisSummary, type StoredAnalysis } from './stored-analysis.ts';
import { summarisedStore } from './summarised-store.ts';

/** Results of analyses, by {@link analysisKey}. */
export interface AnalysisStore {
  get(key: string): Promise<StoredAnalysis | undefined>;
  put(analysis: StoredAnalysis): Promise<void>;
  /** Newest first. */
  recent(limit: number): Promise<AnalysisSummary[]>;
  delete(key: string): Promise<void>;
  clear(): Promise<void>;
}

export function analysesIn(database: Database): AnalysisStore {
  const store = summarisedStore(database, ['analyses', 'summaries'], summarise);
  return {
    get: store.get,
    put: store.put,
    recent: store.list,
    delete: store.delete,
    clear: store.clear,
  };
}
