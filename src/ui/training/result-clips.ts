import type { ClipPrediction, HeadResult, TrainingPlan } from '../../contract/index.ts';

/** A judged test clip. */
export interface JudgedClip {
  readonly path: string;
  readonly media: 'video' | 'image';
  readonly span?: { readonly from: number; readonly to: number };
  readonly group: string;
  readonly truth: number;
  readonly predicted: number;
  /** Of the class named. */
  readonly probability: number;
}

/** Test clips of a head in the order of how sure it was. */
export function testClips(plan: TrainingPlan, { predictions }: HeadResult): readonly JudgedClip[] {
  const clips = new Map(plan.clips.map((clip) => [clip.path, clip]));
  return predictions
    .filter(({ part }) => part === 'test')
    .flatMap((prediction) => {
      const clip = clips.get(prediction.path);
      if (!clip) return [];
      const { path, media, span, group } = clip;
      return [{ path, media, group, ...(span ? { span } : {}), ...verdictOf(prediction) }];
    })
    .sort((a, b) => b.probability - a.probability);
}

/** One bar of a reliability diagram: how often clips named with about this probability are named right. */
export interface ReliabilityBin {
  /** Middle of the bin. */
  readonly at: number;
  readonly clips: number;
  /** null where there is no clip. */
  readonly share: number | null;
}

export function reliabilityBins(clips: readonly JudgedClip[], bins = 10): readonly ReliabilityBin[] {
  return Array.from({ length: bins }, (_, at) => {
    const within = clips.filter(
      ({ probability }) => Math.min(bins - 1, Math.max(0, Math.ceil(probability * bins) - 1)) === at,
    );
    const right = within.filter(({ truth, predicted }) => truth === predicted).length;
    return {
      at: (at + 0.5) / bins,
      clips: within.length,
      share: within.length > 0 ? right / within.length : null,
    };
  });
}

/** Camera groups among the test clips of a plan. */
export function testGroups({ clips, split }: TrainingPlan): number {
  return new Set(clips.filter(({ path }) => split.parts[path] === 'test').map(({ group }) => group)).size;
}

function verdictOf({
  truth,
  probabilities,
}: ClipPrediction): Pick<JudgedClip, 'truth' | 'predicted' | 'probability'> {
  const probability = Math.max(...probabilities);
  return { truth, predicted: probabilities.indexOf(probability), probability };
}
