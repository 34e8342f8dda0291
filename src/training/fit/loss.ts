import { tf } from '../../compute/index.ts';
import type { FitSettings } from '../../contract/index.ts';

/**
 * Mean loss over a batch: cross-entropy −ln p, or generalised cross-entropy (1 − p^q) ÷ q, which wrong labels pull
 * less (Zhang & Sabuncu 2018, eq. 6); q → 0 is the former.
 * @param logits [N, C]
 * @param targets [N, C], see lossTargets
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
