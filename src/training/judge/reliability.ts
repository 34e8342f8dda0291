import type { Judgement } from '../../contract/index.ts';
import { argmax } from './argmax.ts';

const bins = 15;

/** Clips whose top label has a probability in (low, high]. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly clips: number;
  /** Mean probability of the top label, and how often it is right; null without clips. */
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

/** What a model says it knows against what it knows, in 15 equal bins (Guo et al. 2017, arXiv 1706.04599, fig. 4). */
export function reliabilityTable(judgements: readonly Judgement[]): ReliabilityBin[] {
  return fillBins(judgements).map(({ confidence, hits, clips }, bin) => ({
    low: bin / bins,
    high: (bin + 1) / bins,
    clips,
    confidence: clips > 0 ? confidence / clips : null,
    accuracy: clips > 0 ? hits / clips : null,
  }));
}

/** Expected calibration error of the top label: the mean gap between the two, weighted by clips (eq. 3 there). */
export function calibrationError(judgements: readonly Judgement[]): number {
  const gaps = fillBins(judgements).map(({ confidence, hits }) => Math.abs(confidence - hits));
  return gaps.reduce((a, b) => a + b, 0) / judgements.length;
}

/** Sums over the clips of each bin. */
function fillBins(judgements: readonly Judgement[]): { confidence: number; hits: number; clips: number }[] {
  const filled = Array.from({ length: bins }, () => ({ confidence: 0, hits: 0, clips: 0 }));
  for (const { truth, probabilities } of judgements) {
    const predicted = argmax(probabilities);
    const confidence = probabilities[predicted] ?? 0;
    const bin = filled[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))];
    if (!bin) continue;
    bin.confidence += confidence;
    bin.hits += predicted === truth ? 1 : 0;
    bin.clips++;
  }
  return filled;
}
