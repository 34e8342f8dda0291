import type { DatasetSplit, TrainingPlan } from '../../contract/index.ts';
import { groupFolds, splitDataset } from '../split/index.ts';

/** The splits of a run besides its own. */
export interface RunSplits {
  readonly folds: readonly DatasetSplit[];
  /** By clip instead of by group, to show what that would have claimed. */
  readonly shuffled: DatasetSplit | null;
}

/** Made anew from the plan each time, so that nothing of them needs to be kept. */
export function runSplits({ clips, settings }: TrainingPlan): RunSplits {
  return {
    folds: settings.folds > 1 ? groupFolds(clips, settings.folds, settings.seed) : [],
    shuffled: settings.shuffledComparison ? splitDataset(clips, { seed: settings.seed, by: 'clip' }) : null,
  };
}
