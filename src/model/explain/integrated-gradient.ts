import type { ExplainableNetwork } from './explainable-network.ts';

/** Points along the path; what they leave over is tested. */
const points = 64;

/**
 * The gradient of a class's logit averaged over the straight way between no feature at all and the window: integrated
 * gradients without the final factor (Sundararajan, Taly & Yan 2017, arXiv 1703.01365, eq. 1). Times the features it
 * adds up to logit − baseline, which the gradient at the window itself does not, since an LSTM saturates. For that
 * reason the points lie at the squares of an even grid, closer where the way begins.
 * @param window [T · D]
 * @param label number of the class
 * @returns [T · D]
 */
export async function integratedGradient(
  network: ExplainableNetwork,
  window: Float32Array,
  label: number,
): Promise<Float32Array> {
  const even = Array.from({ length: points }, (_, point) => (point + 0.5) / points);
  const path = new Float32Array(points * window.length);
  for (const [point, u] of even.entries()) {
    for (let i = 0; i < window.length; i++) path[point * window.length + i] = u * u * (window[i] as number);
  }
  const gradients = await network.logitGradient(path, points, label);
  const mean = new Float64Array(window.length);
  // The share of a point is d(u²) = 2 u du.
  for (const [point, u] of even.entries()) {
    for (let i = 0; i < window.length; i++)
      mean[i] = (mean[i] as number) + ((2 * u) / points) * (gradients[point * window.length + i] as number);
  }
  return Float32Array.from(mean);
}
