import { lstmByStep, tf } from '../../compute/index.ts';
import type { HeadKind, NamedWeight } from '../../contract/index.ts';

/** Weights on the device by their names, as 'lstm/kernel'. */
export type WeightTensors = Readonly<Record<string, tf.Tensor>>;

/** What a head sees of N windows, steps first. */
export interface HeadInput {
  /** [T, N, D] */
  readonly steps: tf.Tensor3D;
  /** Mean of `steps` over time, [N, D]; computed here where it is absent. */
  readonly average?: tf.Tensor2D;
}

/**
 * Factors by which training drops units at random (0, or 1 ÷ the share kept). One mask serves all steps of a window,
 * as a recurrent network wants it (Gal & Ghahramani 2016).
 */
export interface HeadMasks {
  /** Over what "project" gives, [1, N, projection]. */
  readonly projected: tf.Tensor3D;
  /** Over the LSTM's average, [N, units]. */
  readonly averaged: tf.Tensor2D;
}

/** Uploads weights; the caller disposes them, or calls within tidy. */
export function uploadWeights(weights: readonly NamedWeight[]): Record<string, tf.Tensor> {
  return Object.fromEntries(
    weights.map(({ name, shape, values }) => [name, tf.tensor(values, [...shape], 'float32')]),
  );
}

/**
 * The head of headTopology as differentiable operations: the same logits as its layers model.
 * @returns [N, labels]
 */
export function headLogits(
  kind: HeadKind,
  input: HeadInput,
  weights: WeightTensors,
  masks?: HeadMasks,
): tf.Tensor2D {
  return tf.tidy(() => {
    if (kind === 'cnn') return frameLogits(input, weights);
    const sequence = sequenceLogits(input.steps, weights, masks);
    return kind === 'lstm' ? sequence : tf.add(frameLogits(input, weights), sequence);
  });
}

/** A dense layer is linear, so the mean of its outputs is its output for the mean. */
function frameLogits({ steps, average }: HeadInput, weights: WeightTensors): tf.Tensor2D {
  return dense(average ?? (tf.mean(steps, 0) as tf.Tensor2D), 'frame_logits', 'linear', weights);
}

function sequenceLogits(steps: tf.Tensor3D, weights: WeightTensors, masks?: HeadMasks): tf.Tensor2D {
  const [count, rows, depth] = steps.shape;
  const flat = dense(steps.reshape([count * rows, depth]) as tf.Tensor2D, 'project', 'relu', weights);
  const projected = flat.reshape([count, rows, -1]) as tf.Tensor3D;
  const hidden = lstmByStep(masks ? tf.mul(projected, masks.projected) : projected, {
    kernel: weightOf(weights, 'lstm/kernel') as tf.Tensor2D,
    recurrent: weightOf(weights, 'lstm/recurrent_kernel') as tf.Tensor2D,
    bias: weightOf(weights, 'lstm/bias') as tf.Tensor1D,
  });
  const averaged = tf.mean(hidden, 0) as tf.Tensor2D;
  return dense(masks ? tf.mul(averaged, masks.averaged) : averaged, 'lstm_logits', 'linear', weights);
}

function dense(
  x: tf.Tensor2D,
  layer: string,
  activation: 'linear' | 'relu',
  weights: WeightTensors,
): tf.Tensor2D {
  const [b, bias] = [weightOf(weights, `${layer}/kernel`), weightOf(weights, `${layer}/bias`)];
  return tf.fused.matMul({ a: x, b: b as tf.Tensor2D, bias, activation }) as tf.Tensor2D;
}

function weightOf(weights: WeightTensors, name: string): tf.Tensor {
  const found = weights[name];
  if (!found) throw new Error(`The head has no weight ${name}.`);
  return found;
}
