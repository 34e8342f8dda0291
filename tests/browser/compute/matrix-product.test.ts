import { expect, test } from 'vitest';
import { detachedTask, seededRandom } from '../../../src/base/index.ts';
import { ComputeEngine, tf } from '../../../src/compute/index.ts';

/* Matrix products on the WASM backend, by our own kernel and by XNNPACK, against sums in double precision. */

function noise(length: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => 2 * random() - 1);
}

/** rows, depth, columns: below and above the kernel's threshold and blocks, with columns that fit its panels or not. */
const sizes = [
  [3, 5, 8],
  [33, 40, 48],
  [130, 300, 16],
  [257, 513, 24],
  [64, 96, 6],
  [1, 70, 512],
] as const;

const sides = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

test.each(sizes.flatMap((size) => sides.map((turned) => [...size, ...turned] as const)))(
  '[%i × %i] · [… × %i], transposed: %s, %s',
  async (rows, depth, columns, turnA, turnB) => {
    await ComputeEngine.start('wasm', detachedTask());
    const before = tf.memory().numTensors;
    const a = noise(rows * depth, 1);
    const b = noise(depth * columns, 2);
    const product = tf.tidy(() =>
      tf.matMul(
        tf.tensor2d(a, turnA ? [depth, rows] : [rows, depth]),
        tf.tensor2d(b, turnB ? [columns, depth] : [depth, columns]),
        turnA,
        turnB,
      ),
    );
    expect(product.shape).toEqual([rows, columns]);
    const actual = await product.data();
    product.dispose();
    let worst = 0;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let k = 0; k < depth; k++) {
          const left = a[turnA ? k * rows + row : row * depth + k] as number;
          sum += left * (b[turnB ? column * depth + k : k * columns + column] as number);
        }
        worst = Math.max(worst, Math.abs(sum - (actual[row * columns + column] as number)));
      }
    }
    // A float32 sum of up to 513 products below 1: rounding stays under 1e-4 of its size, near √513.
    expect(worst).toBeLessThan(1e-4);
    expect(tf.memory().numTensors).toBe(before);
  },
);

test.each(['linear', 'relu', 'relu6'] as const)(
  'with bias and %s it equals the single operations',
  async (activation) => {
    await ComputeEngine.start('wasm', detachedTask());
    const before = tf.memory().numTensors;
    const [fused, apart] = tf.tidy(() => {
      const a = tf.tensor2d(noise(40 * 50, 1), [40, 50]);
      const b = tf.tensor2d(noise(50 * 24, 2), [50, 24]);
      const bias = tf.tensor1d(noise(24, 3));
      const sum = tf.add(tf.matMul(a, b), bias);
      const shaped = { linear: sum, relu: tf.relu(sum), relu6: tf.relu6(sum) }[activation];
      return [tf.fused.matMul({ a, b, bias, activation }), shaped];
    }) as [tf.Tensor, tf.Tensor];
    const expected = await apart.data();
    const actual = await fused.data();
    // The bias is added first instead of last: two roundings of sums near 10.
    expected.forEach((value, i) => expect(Math.abs((actual[i] ?? NaN) - value)).toBeLessThan(1e-5));
    tf.dispose([fused, apart]);
    expect(tf.memory().numTensors).toBe(before);
  },
);
