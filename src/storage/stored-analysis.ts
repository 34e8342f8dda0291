import type { AnalysisResult, SamplingPlan } from '../contract/index.ts';

/** An analysis as it is kept: what was computed, and of which bytes. */
export interface StoredAnalysis {
  readonly key: string;
  /** Of the whole file, lower-case hex. */
  readonly sha256: string;
  /** Milliseconds since 1970. */
  readonly analysedAt: number;
  readonly result: AnalysisResult;
}

/** One line of a list of analyses. */
export interface AnalysisSummary {
  readonly key: string;
  readonly sha256: string;
  readonly analysedAt: number;
  readonly name: string;
  readonly sizeBytes: number;
  readonly duration: number | null;
  readonly modelId: string;
  /** Highest raw probability of each label, in the label order of the result. */
  readonly peaks: readonly { readonly label: string; readonly probability: number }[];
}

/**
 * The key under which an analysis is found again: same bytes, same model, same plan. The backend is not part of it;
 * backends agree within the self-test's tolerance.
 */
export function analysisKey(sha256: string, modelSha256: string, plan: SamplingPlan): string {
  const size =
    plan.size.fit === 'short-side' ? `short${plan.size.pixels}` : `${plan.size.width}x${plan.size.height}`;
  return [sha256, modelSha256, plan.fps, size, plan.from ?? '', plan.to ?? ''].join('|');
}

export function summarise({ key, sha256, analysedAt, result }: StoredAnalysis): AnalysisSummary {
  const { labels, values } = result.track;
  const peaks = labels.map((label, column) => ({
    label,
    probability: values.reduce(
      (max, value, i) => (i % labels.length === column ? Math.max(max, value) : max),
      0,
    ),
  }));
  const { name, sizeBytes, duration } = result.clip;
  return { key, sha256, analysedAt, name, sizeBytes, duration, modelId: result.model.id, peaks };
}
