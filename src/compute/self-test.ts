import type { SelfTestReport } from '../contract/index.ts';
import { lstmLast } from './lstm.ts';
import reference from './self-test-reference.json' with { type: 'json' };
import { tf } from './tensorflow.ts';

/**
 * Largest difference allowed, as a share of the largest reference value. Half-precision shortcuts of a driver stay
 * below it and move a probability by less than its fourth digit; a broken kernel (zero gradients have been seen on
 * real phones, tensorflow/tfjs issue 8590) is a thousand times above it.
 */
const tolerance = 1e-3;

/**
 * Runs a fixed small CNN-LSTM forward and backward on the current backend and compares with the float64 values that
 * `scripts/goldens/self_test.py` computed independently; that script describes the network.
 */
export async function runSelfTest(): Promise<SelfTestReport> {
  const startedAt = performance.now();
  const results = tf.tidy(() => {
    const weights = {
      conv: fill([3, 3, 3, 4], 0.7, 0.4),
      depthwise: fill([3, 3, 4, 1], 1.1, 0.5),
      recurrent: fill([6, 24], 2.9, 0.5),
    };
    const gradientsOf = tf.valueAndGrads((conv, depthwise, recurrent) =>
      lossOf(logitsOf(conv as tf.Tensor4D, depthwise as tf.Tensor4D, recurrent as tf.Tensor2D)),
    );
    const order = [weights.conv, weights.depthwise, weights.recurrent];
    return {
      logits: logitsOf(
        weights.conv as tf.Tensor4D,
        weights.depthwise as tf.Tensor4D,
        weights.recurrent as tf.Tensor2D,
      ),
      ...gradientsOf(order),
    };
  });
  const { logits, value, grads } = results;
  try {
    const { conv, depthwise, recurrent } = reference.gradients;
    const forwardError = await relativeError(logits, reference.logits);
    const gradientErrors = await Promise.all(
      [conv, depthwise, recurrent].map((expected, at) => relativeError(grads[at] as tf.Tensor, expected)),
    );
    const gradientError = Math.max(...gradientErrors);
    return { forwardError, gradientError, tolerance, elapsedMs: performance.now() - startedAt };
  } finally {
    tf.dispose([logits, value, grads]);
  }
}

/** [2 sequences × 3 steps] frames of 12×12 pixels → logits [2, 3] */
function logitsOf(conv: tf.Tensor4D, depthwise: tf.Tensor4D, recurrent: tf.Tensor2D): tf.Tensor2D {
  const pixels = fill([6, 12, 12, 3], 0.3, 1) as tf.Tensor4D;
  const first = tf.fused.conv2d({ x: pixels, filter: conv, strides: 2, pad: 'same', activation: 'relu6' });
  const second = tf.relu6(tf.depthwiseConv2d(first, depthwise, 2, 'same'));
  const pointwise = fill([1, 1, 4, 5], 1.9, 0.6) as tf.Tensor4D;
  const third = tf.fused.conv2d({
    x: second,
    filter: pointwise,
    strides: 1,
    pad: 'same',
    activation: 'relu6',
  });
  const features = tf.mean(third, [1, 2]).reshape([2, 3, 5]) as tf.Tensor3D;
  const kernel = fill([5, 24], 2.3, 0.5) as tf.Tensor2D;
  const last = lstmLast(features, { kernel, recurrent, bias: fill([24], 3.1, 0.2) as tf.Tensor1D });
  return tf.matMul(last, fill([6, 3], 3.7, 0.8) as tf.Tensor2D);
}

function lossOf(logits: tf.Tensor2D): tf.Scalar {
  const target = tf.oneHot(tf.tensor1d([0, 2], 'int32'), 3);
  return tf.losses.softmaxCrossEntropy(target, logits) as tf.Scalar;
}

/** The deterministic filling that both sides share: sin(seed + 1.7 i) · scale. */
function fill(shape: number[], seed: number, scale: number): tf.Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return tf.tensor(
    Float32Array.from({ length: count }, (_, i) => Math.sin(seed + 1.7 * i) * scale),
    shape,
  );
}

async function relativeError(actual: tf.Tensor, expected: readonly number[]): Promise<number> {
  const values = await actual.data();
  const scale = Math.max(...expected.map(Math.abs));
  const worst = expected.reduce((max, value, i) => Math.max(max, Math.abs((values[i] ?? NaN) - value)), 0);
  return Number.isNaN(worst) ? Infinity : worst / scale;
}
