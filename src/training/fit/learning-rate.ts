import type { FitSettings } from '../../contract/index.ts';

/**
 * The rate of an optimizer step: constant, or falling along half a cosine to 0 at the end (Loshchilov & Hutter 2017,
 * without restarts).
 * @param done share of all steps taken before this one, 0 to 1
 */
export function learningRateAt(
  { learningRate, schedule }: Pick<FitSettings, 'learningRate' | 'schedule'>,
  done: number,
): number {
  return schedule === 'constant' ? learningRate : (learningRate * (1 + Math.cos(Math.PI * done))) / 2;
}
