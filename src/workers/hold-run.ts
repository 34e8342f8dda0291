import { AppError } from '../base/index.ts';
import { holdLock } from './hold-lock.ts';

/** A run that was just paused here lets go within a step; another tab keeps hold for as long as it trains. */
const patienceMs = 4000;

/**
 * Takes hold of a training run, so that no other tab trains it at the same time and the two overwrite each other's
 * checkpoints.
 * @throws AppError 'input-invalid' when another tab holds it
 */
export async function holdRun(runId: string, signal: AbortSignal): Promise<Disposable> {
  const hold = await holdLock(`vigil-training/${runId}`, patienceMs, signal);
  if (hold) return hold;
  throw new AppError('input-invalid', 'This run is being trained in another tab.', {
    remedy: 'Go on there, or close that tab and resume here.',
  });
}
