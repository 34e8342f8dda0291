import { beforeAll, expect, test } from 'vitest';
import { tf, type LstmWeights } from '../../../../src/compute/index.ts';
import { seededRandom } from '../../../../src/base/index.ts';
import { recurrentLayer, type CellActivation } from '../../../../src/forecast/models/recurrent-layer.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const [steps, batch, depth, units] = [5, 3, 2, 4];

/** The same layer op by op, differentiated by the library. */
function plain(x: tf.Tensor3D, { kernel, recurrent, bias }: LstmWeights, activation: CellActivation): tf.Tensor3D {
  const shape = activation === 'relu' ? tf.relu : tf.tanh;
  let h = tf.zeros([batch, units]) as tf.Tensor2D;
  let c = tf.zeros([batch, units]) as tf.Tensor2D;
  const hidden = tf.unstack(x).map((step) => {
    const z = tf.add(tf.add(tf.matMul(step as tf.Tensor2D, kernel), tf.matMul(h, recurrent)), bias);
    const [i, f, g, o] = tf.split(z, 4, 1) as tf.Tensor2D[];
    c = tf.add(tf.mul(tf.sigmoid(i as tf.Tensor2D), shape(g as tf.Tensor2D)), tf.mul(tf.sigmoid(f as tf.Tensor2D), c));
    h = tf.mul(tf.sigmoid(o as tf.Tensor2D), shape(c));
    return h;
  });
  return tf.stack(hidden) as tf.Tensor3D;
}

test.each(['tanh', 'relu'] as const)('values and gradients with %s agree with the library, and nothing leaks', (activation) => {
  const before = tf.memory().numTensors;
  const random = seededRandom(3);
  const fill = (shape: number[]): tf.Tensor => tf.tensor(Array.from({ length: shape.reduce((a, b) => a * b) }, () => random() * 2 - 1), shape);
  const given = [fill([steps, batch, depth]), fill([depth, 4 * units]), fill([units, 4 * units]), fill([4 * units])];
  const weigh = fill([steps, batch, units]);
  const run = (layer: typeof recurrentLayer) =>
    tf.valueAndGrads((x, kernel, recurrent, bias) =>
      tf.sum(tf.mul(layer(x as tf.Tensor3D, { kernel: kernel as tf.Tensor2D, recurrent: recurrent as tf.Tensor2D, bias: bias as tf.Tensor1D }, activation), weigh)) as tf.Scalar,
    )(given);
  const own = run(recurrentLayer);
  const reference = run(plain);
  expect(own.value.dataSync()[0]).toBeCloseTo(reference.value.dataSync()[0] as number, 5);
  own.grads.forEach((grad, k) => {
    const expected = (reference.grads[k] as tf.Tensor).dataSync();
    grad.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 4));
  });
  tf.dispose([given, weigh, own.value, own.grads, reference.value, reference.grads]);
  expect(tf.memory().numTensors).toBe(before);
});
