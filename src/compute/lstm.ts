import { recurrenceKernel, recurrenceSlopeKernel } from './lstm-kernels.ts';
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
 * `tf.layers.lstm` but with one input product for all steps and one small product a step, which is several times
 * faster on the WASM backend. Differentiable.
 * @param x [N, T, D]
 * @returns hidden states of all steps, [N, T, H]
 */
export function lstmSequence(x: tf.Tensor3D, weights: LstmWeights): tf.Tensor3D {
  return tf.tidy(() => tf.transpose(lstmByStep(tf.transpose(x, [1, 0, 2]), weights), [1, 0, 2]));
}

/** As {@link lstmSequence}, but only the last hidden state, [N, H]. */
export function lstmLast(x: tf.Tensor3D, weights: LstmWeights): tf.Tensor2D {
  return tf.tidy(() => {
    const hidden = lstmByStep(tf.transpose(x, [1, 0, 2]), weights);
    const [steps, rows, units] = hidden.shape;
    return hidden.slice([steps - 1, 0, 0], [1, rows, units]).reshape([rows, units]) as tf.Tensor2D;
  });
}

/**
 * As {@link lstmSequence} with the steps first, as the work is done: no step has to be picked out of each row.
 * @param x [T, N, D]
 * @returns [T, N, H]
 */
export function lstmByStep(x: tf.Tensor3D, { kernel, recurrent, bias }: LstmWeights): tf.Tensor3D {
  return tf.tidy(() => {
    const [steps, rows, depth] = x.shape;
    const drive = tf.fused.matMul({ a: x.reshape([steps * rows, depth]) as tf.Tensor2D, b: kernel, bias });
    const byStep = drive.reshape([steps, rows, kernel.shape[1]]) as tf.Tensor3D;
    const hasKernel =
      tf.getKernel(recurrenceKernel, tf.getBackend()) !== undefined && recurrent.shape[0] % 8 === 0;
    return hasKernel ? recurrenceByKernel(byStep, recurrent) : recurrence(byStep, recurrent);
  });
}

/** [T, N, 4H] → [T, N, H], from operations that every backend has. */
function recurrence(drive: tf.Tensor3D, recurrent: tf.Tensor2D): tf.Tensor3D {
  const [steps, rows, width] = drive.shape;
  // The gradient of unstack fails for a single slice in tfjs-core 4.22.
  const inputs = steps === 1 ? [drive.reshape([rows, width])] : tf.unstack(drive, 0);
  const hidden: tf.Tensor2D[] = [];
  let h: tf.Tensor2D = tf.zeros([rows, width / 4]);
  let c: tf.Tensor2D = tf.zeros([rows, width / 4]);
  for (const input of inputs as tf.Tensor2D[]) {
    const gates: tf.Tensor2D = tf.add(input, tf.matMul(h, recurrent));
    const [i, f, g, o] = tf.split(gates, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    h = tf.mul(tf.sigmoid(o), tf.tanh(c));
    hidden.push(h);
  }
  return tf.stack(hidden, 0) as tf.Tensor3D;
}

/** The same by the backend's own kernels, see lstm-kernels.ts. */
function recurrenceByKernel(drive: tf.Tensor3D, recurrent: tf.Tensor2D): tf.Tensor3D {
  const run = (name: string, inputs: tf.NamedTensorMap) =>
    tf.engine().runKernel(name, inputs) as tf.Tensor | tf.Tensor[];
  const differentiable = tf.customGrad((...args: unknown[]) => {
    const [sums, weights, save] = args as [tf.Tensor3D, tf.Tensor2D, tf.GradSaveFunc];
    const results = run(recurrenceKernel, { drive: sums, recurrent: weights }) as tf.Tensor[];
    const [hidden, gates, cells] = results as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
    save([hidden, gates, cells, weights]);
    const gradFunc = (slope: tf.Tensor3D, saved: tf.Tensor[]) => slopesOf(slope, saved, run);
    return { value: hidden, gradFunc };
  });
  return differentiable(drive, recurrent) as tf.Tensor3D;
}

function slopesOf(
  slope: tf.Tensor3D,
  saved: tf.Tensor[],
  run: (name: string, inputs: tf.NamedTensorMap) => tf.Tensor | tf.Tensor[],
): tf.Tensor[] {
  const [hidden, gates, cells, recurrent] = saved as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor2D];
  const byDrive = run(recurrenceSlopeKernel, { slope, gates, cells, recurrent }) as tf.Tensor3D;
  const [steps, rows, units] = hidden.shape;
  if (steps === 1) return [byDrive, tf.zerosLike(recurrent)];
  const before = hidden.slice([0, 0, 0], [steps - 1, rows, units]).reshape([-1, units]) as tf.Tensor2D;
  const after = byDrive
    .slice([1, 0, 0], [steps - 1, rows, 4 * units])
    .reshape([-1, 4 * units]) as tf.Tensor2D;
  return [byDrive, tf.matMul(before, after, true, false)];
}
