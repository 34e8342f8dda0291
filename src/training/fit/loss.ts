import { tf } from '../../compute/index.ts';
import type { FitSettings } from '../../contract/index.ts';

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

/**
 * Mean loss over a batch: cross-entropy −ln p, or generalised cross-entropy (1 − p^q) ÷ q, which wrong labels pull
 * less (Zhang & Sabuncu 2018, eq. 6); q → 0 is the former.
 * @param logits [N, C]
 * @param targets [N, C], see {@link lossTargets}
 */
export function fitLoss(
  logits: tf.Tensor2D,
  targets: tf.Tensor2D,
  { loss, q }: Pick<FitSettings, 'loss' | 'q'>,
): tf.Scalar {
  const logProbabilities = tf.logSoftmax(logits);
  const costs =
    loss === 'cross-entropy'
      ? tf.neg(logProbabilities)
      : tf.div(tf.sub(1, tf.exp(tf.mul(logProbabilities, q))), q);
  return tf.div(tf.sum(tf.mul(targets, costs)), logits.shape[0]);
}
