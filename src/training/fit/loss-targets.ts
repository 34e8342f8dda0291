/**
 * What the logits should be, [N · C]: one-hot, softened by label smoothing (Szegedy et al. 2016), times the weight of
 * the true class.
 */
export function lossTargets(
  truths: readonly number[],
  weights: readonly number[],
  smoothing: number,
): Float32Array {
  const labels = weights.length;
  return Float32Array.from({ length: truths.length * labels }, (_, at) => {
    const truth = truths[Math.floor(at / labels)] as number;
    const hit = at % labels === truth ? 1 - smoothing : 0;
    return (hit + smoothing / labels) * (weights[truth] as number);
  });
}
