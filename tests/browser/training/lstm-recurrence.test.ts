import { expect, test } from 'vitest';
import { detachedTask, seededRandom } from '../../../src/base/index.ts';
import { ComputeEngine, lstmByStep, lstmLast, lstmSequence, tf } from '../../../src/compute/index.ts';
import type { BackendName } from '../../../src/contract/index.ts';

/*
 * The recurrence as WASM kernels against the same composed of single operations on the cpu backend, which
 * differentiates it automatically.
 */

function noise(shape: number[], seed: number): tf.Tensor {
  const random = seededRandom(seed);
  return tf.tensor(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random() - 1),
    shape,
  );
}

/** Value and gradients of a sum over the hidden states, each with its own factor. */
async function run(backend: BackendName, steps: number): Promise<Float32Array[]> {
  await ComputeEngine.start(backend, detachedTask());
  const before = tf.memory().numTensors;
  const { value, grads } = tf.tidy(() =>
    tf.valueAndGrads((x, kernel, recurrent, bias) => {
      const hidden = lstmByStep(x as tf.Tensor3D, {
        kernel: kernel as tf.Tensor2D,
        recurrent: recurrent as tf.Tensor2D,
        bias: bias as tf.Tensor1D,
      });
      return tf.sum(tf.mul(hidden, noise([steps, 3, 8], 5))) as tf.Scalar;
    })([noise([steps, 3, 4], 1), noise([4, 32], 2), noise([8, 32], 3), noise([32], 4)]),
  );
  const values = await Promise.all([value, ...grads].map(async (t) => (await t.data()) as Float32Array));
  tf.dispose([value, grads]);
  expect(tf.memory().numTensors).toBe(before);
  return values;
}

test.each([1, 2, 6])('over %i steps: value and gradients equal automatic differentiation', async (steps) => {
  const expected = await run('cpu', steps);
  const actual = await run('wasm', steps);
  expect(expected.map(({ length }) => length)).toEqual([1, steps * 12, 128, 256, 32]);
  expected.forEach((values, part) => {
    const scale = Math.max(1, ...values.map(Math.abs));
    // Sums of some dozens of float32 products through six steps.
    values.forEach((value, i) =>
      expect(Math.abs((actual[part]?.[i] ?? NaN) - value) / scale).toBeLessThan(1e-5),
    );
  });
});

test.each(['cpu', 'wasm'] as const)('the last state is the last of the sequence on %s', async (backend) => {
  await ComputeEngine.start(backend, detachedTask());
  const before = tf.memory().numTensors;
  const x = noise([3, 5, 4], 1) as tf.Tensor3D;
  const weights = {
    kernel: noise([4, 32], 2) as tf.Tensor2D,
    recurrent: noise([8, 32], 3) as tf.Tensor2D,
    bias: noise([32], 4) as tf.Tensor1D,
  };
  const [last, all] = [lstmLast(x, weights), lstmSequence(x, weights)];
  expect(all.shape).toEqual([3, 5, 8]);
  const states = await all.data();
  expect([...(await last.data())]).toEqual(
    [0, 1, 2].flatMap((n) => [...states.slice(n * 40 + 32, n * 40 + 40)]),
  );
  tf.dispose([x, weights.kernel, weights.recurrent, weights.bias, last, all]);
  expect(tf.memory().numTensors).toBe(before);
});
