import type { ExplainableNetwork } from './explainable-network.ts';

/**
 * How far a class's logit falls when one step at a time is replaced by the mean of the others.
 * @param window [T · D]
 * @param label number of the class
 * @returns [T]
 */
export async function leftOutSteps(
  network: ExplainableNetwork,
  window: Float32Array,
  steps: number,
  label: number,
  logit: number,
): Promise<Float32Array> {
  const windows = new Float32Array(steps * window.length);
  const length = window.length / steps;
  for (let step = 0; step < steps; step++) {
    const at = step * window.length;
    windows.set(window, at);
    windows.set(meanOfOthers(window, steps, step), at + step * length);
  }
  const logits = await network.classify(windows, steps);
  const labels = logits.length / steps;
  return Float32Array.from({ length: steps }, (_, step) => logit - (logits[step * labels + label] as number));
}

/** [D]; zeros when there is no other step. */
function meanOfOthers(window: Float32Array, steps: number, left: number): Float32Array {
  const length = window.length / steps;
  const mean = new Float32Array(length);
  for (let i = 0; i < window.length; i++) {
    if (Math.floor(i / length) === left) continue;
    mean[i % length] = (mean[i % length] as number) + (window[i] as number) / (steps - 1);
  }
  return mean;
}
