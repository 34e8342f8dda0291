import { tf, type LstmWeights } from '../../compute/index.ts';

/**
 * LSTM whose cell input and output pass ReLU instead of tanh, as Keras' `LSTM(activation='relu')`; sigmoid gates in the
 * order i, f, c, o. One input product for all steps.
 * @param x [N, T, D]
 * @returns the last hidden state, [N, H]
 */
export function reluLstmLast(x: tf.Tensor3D, { kernel, recurrent, bias }: LstmWeights): tf.Tensor2D {
  return tf.tidy(() => {
    const [batch, steps, depth] = x.shape;
    const units = recurrent.shape[0];
    const drive = tf.add(tf.matMul(x.reshape([batch * steps, depth]) as tf.Tensor2D, kernel), bias);
    let h: tf.Tensor2D | undefined;
    let c: tf.Tensor2D | undefined;
    for (const input of tf.unstack(drive.reshape([batch, steps, 4 * units]), 1) as tf.Tensor2D[]) {
      const gates: tf.Tensor2D = h ? tf.add(input, tf.matMul(h, recurrent)) : input;
      const [i, f, g, o] = tf.split(gates, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const entering: tf.Tensor2D = tf.mul(tf.sigmoid(i), tf.relu(g));
      c = c ? tf.add(tf.mul(tf.sigmoid(f), c), entering) : entering;
      h = tf.mul(tf.sigmoid(o), tf.relu(c)) as tf.Tensor2D;
    }
    return h as tf.Tensor2D;
  });
}
