import { tf } from './tensorflow.ts';

/** Weights of one LSTM layer in Keras order: gates i, f, c, o side by side. */
export interface LstmWeights {
  /** [D, 4H] */
  readonly kernel: tf.Tensor2D;
  /** [H, 4H] */
  readonly recurrent: tf.Tensor2D;
  /** [4H] */
  readonly bias: tf.Tensor1D;
}

/**
 * LSTM over a sequence (Hochreiter & Schmidhuber 1997, with forget gate; sigmoid gates, tanh cell), equal to
 * `tf.layers.lstm` but with one input product for all steps and one small product a step, which is about three times
 * faster on the WASM backend. Differentiable.
 * @param x [N, T, D]
 * @returns hidden states of all steps, [N, T, H]
 */
export function lstmSequence(x: tf.Tensor3D, weights: LstmWeights): tf.Tensor3D {
  return tf.tidy(() => tf.stack(lstmSteps(x, weights), 1) as tf.Tensor3D);
}

/** As {@link lstmSequence}, but only the last hidden state, [N, H]. */
export function lstmLast(x: tf.Tensor3D, weights: LstmWeights): tf.Tensor2D {
  return tf.tidy(() => lstmSteps(x, weights).at(-1) as tf.Tensor2D);
}

function lstmSteps(x: tf.Tensor3D, { kernel, recurrent, bias }: LstmWeights): tf.Tensor2D[] {
  const [batch, steps, depth] = x.shape;
  const units = recurrent.shape[0];
  const drive = tf.add(tf.matMul(x.reshape([batch * steps, depth]) as tf.Tensor2D, kernel), bias);
  // [N, T, 4H] → T of [N, 4H]
  const inputs = tf.unstack(drive.reshape([batch, steps, 4 * units]), 1) as tf.Tensor2D[];
  const hidden: tf.Tensor2D[] = [];
  let h: tf.Tensor2D | undefined;
  let c: tf.Tensor2D | undefined;
  for (const input of inputs) {
    const gates: tf.Tensor2D = h ? tf.add(input, tf.matMul(h, recurrent)) : input;
    const [i, f, g, o] = tf.split(gates, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    const entering: tf.Tensor2D = tf.mul(tf.sigmoid(i), tf.tanh(g));
    c = c ? tf.add(tf.mul(tf.sigmoid(f), c), entering) : entering;
    h = tf.mul(tf.sigmoid(o), tf.tanh(c)) as tf.Tensor2D;
    hidden.push(h);
  }
  return hidden;
}
