import { AppError } from '../base/index.ts';

/** A run that was just paused here lets go within a step; another tab keeps hold for as long as it trains. */
const patienceMs = 4000;

/**
 * Takes hold of a training run, so that no other tab trains it at the same time and the two overwrite each other's
 * checkpoints. Released when disposed, and by the browser when the tab or the worker goes away (W3C Web Locks).
 * @throws AppError 'input-invalid' when another tab holds it
 */
export async function holdRun(runId: string, signal: AbortSignal): Promise<Disposable> {
  const enough = AbortSignal.timeout(patienceMs);
  try {
    return await held(`vigil-training/${runId}`, AbortSignal.any([signal, enough]));
  } catch (error) {
    if (signal.aborted || !enough.aborted) throw error;
    throw new AppError('input-invalid', 'This run is being trained in another tab.', {
      remedy: 'Go on there, or close that tab and resume here.',
    });
  }
}

function held(name: string, signal: AbortSignal): Promise<Disposable> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { signal }, () => new Promise<void>((release) => resolve({ [Symbol.dispose]: release })))
      .catch(reject);
  });
}
