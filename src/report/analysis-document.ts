import type { AnalysisResult, CaseClip } from '../contract/index.ts';
import { AppError } from '../base/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { fields, listOf, number, oneOf, orNull, text } from './shape.ts';

const shape = fields({
  format: oneOf('vigil-analysis'),
  formatVersion: oneOf(1),
  backend: fields({
    backend: oneOf('webgpu', 'wasm', 'cpu'),
    device: text,
    rejected: listOf(fields({ backend: text, reason: text })),
    selfTest: fields({ forwardError: number, gradientError: number, tolerance: number, elapsedMs: number }),
  }),
  crop: orNull(fields({ x: number, y: number, width: number, height: number })),
  seconds: fields({ total: number, load: number, decode: number, embed: number, classify: number }),
  track: fields({ labels: listOf(text), timestamps: listOf(number), values: listOf(number) }),
});

interface AnalysisDocument {
  readonly backend: AnalysisResult['backend'];
  readonly crop: AnalysisResult['crop'];
  readonly seconds: AnalysisResult['seconds'];
  readonly track: {
    readonly labels: readonly string[];
    readonly timestamps: readonly number[];
    readonly values: readonly number[];
  };
}

/** Where the probabilities of a clip lie in a bundle. */
export function analysisPath(clipId: string): string {
  return `analyses/${clipId}.json`;
}

/** Probabilities of one clip and how they were computed, as canonical JSON; case.json holds the rest of the analysis. */
export function analysisJson({ backend, crop, seconds, track }: AnalysisResult): string {
  const { labels, timestamps, values } = track;
  return canonicalJson({
    format: 'vigil-analysis',
    formatVersion: 1,
    backend,
    crop,
    seconds,
    track: { labels, timestamps: [...timestamps], values: [...values] },
  });
}

/**
 * The analysis of a clip out of a bundle.
 * @returns null when the clip was not analysed
 * @throws AppError 'input-invalid' naming the first place that is not as it must be
 */
export function parseAnalysis(source: string, { facts, analysis }: CaseClip): AnalysisResult | null {
  if (!facts || !analysis) return null;
  const json: unknown = JSON.parse(source);
  shape(json, 'analysis');
  const { backend, crop, seconds, track } = json as AnalysisDocument;
  if (track.values.length !== track.labels.length * track.timestamps.length)
    throw new AppError('input-invalid', 'analysis.track does not hold one value for each label and time.');
  const { model, plan, frames, end } = analysis;
  return {
    clip: facts,
    model,
    plan,
    frames,
    end,
    backend,
    crop,
    seconds,
    track: {
      kind: 'probabilities',
      labels: track.labels,
      timestamps: Float64Array.from(track.timestamps),
      values: Float32Array.from(track.values),
    },
  };
}
