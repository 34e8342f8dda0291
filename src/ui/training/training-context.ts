import type { TrainingDesk } from '../../state/index.ts';
import { useWorkspace } from '../common/workspace-context.ts';

/** The dataset, the run and the history that the panels of the Train screen show. */
export function useTraining(): TrainingDesk {
  return useWorkspace().training;
}
