import { expect, test } from 'vitest';
import { detachedTask, seededRandom } from '../../../src/base/index.ts';
import { ComputeEngine, lstmSequence, tf } from '../../../src/compute/index.ts';

type Gradients = (backend: 'cpu' | 'wasm') => Promise<Float32Array[]>;

function noise(shape: number[], seed: number): tf.Tensor {
  const random = seededRandom(seed);
  return tf.tensor(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5),
    shape,
  );
}

/** Gradients of sum(op(x, w)²) on a backend, for both inputs. */
function gradientsOf(
  op: (x: tf.Tensor, w: tf.Tensor) => tf.Tensor,
  xShape: number[],
  wShape: number[],
): Gradients {
  return async (backend) => {
    await ComputeEngine.start(backend, detachedTask());
    const { value, grads } = tf.tidy(() =>
      tf.valueAndGrads((x, w) => tf.sum(tf.square(op(x as tf.Tensor, w as tf.Tensor))))([
        noise(xShape, 1),
        noise(wShape, 2),
      ]),
    );
    const values = await Promise.all([value, ...grads].map(async (t) => (await t.data()) as Float32Array));
    tf.dispose([value, grads]);
    return values;
  };
}

const conv = (strides: number, pad: 'same' | 'valid') => (x: tf.Tensor, w: tf.Tensor) =>
  tf.fused.conv2d({ x: x as tf.Tensor4D, filter: w as tf.Tensor4D, strides, pad });
const depthwise = (strides: number, pad: 'same' | 'valid') => (x: tf.Tensor, w: tf.Tensor) =>
  tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad);

const cases: [name: string, run: Gradients][] = [];
for (const pad of ['same', 'valid'] as const) {
  for (const stride of [1, 2]) {
    for (const size of [8, 9]) {
      cases.push([
        `conv 3×3 stride ${stride} ${pad} on ${size} px`,
        gradientsOf(conv(stride, pad), [2, size, size, 3], [3, 3, 3, 4]),
      ]);
      cases.push([
        `depthwise 3×3 stride ${stride} ${pad} on ${size} px`,
        gradientsOf(depthwise(stride, pad), [2, size, size, 3], [3, 3, 3, 1]),
      ]);
    }
  }
}
cases.push(['conv 1×1', gradientsOf(conv(1, 'same'), [2, 5, 5, 6], [1, 1, 6, 4])]);
cases.push(['depthwise 5×5', gradientsOf(depthwise(1, 'same'), [1, 9, 9, 2], [5, 5, 2, 1])]);

test.each(cases)('%s: WASM gradients equal the cpu backend’s', async (_name, run) => {
  const expected = await run('cpu');
  const actual = await run('wasm');
  expected.forEach((values, part) => {
    const scale = Math.max(1, ...values.map(Math.abs));
    // Sums of at most 2·9·9·9 products in float32, in another order: rounding stays below 1e-5 of the largest value.
    values.forEach((value, i) =>
      expect(Math.abs((actual[part]?.[i] ?? NaN) - value) / scale).toBeLessThan(1e-5),
    );
  });
});

test.each(['cpu', 'wasm'] as const)('lstmSequence equals tf.layers.lstm on %s', async (backend) => {
  await ComputeEngine.start(backend, detachedTask());
  const before = tf.memory().numTensors;
  const layer = tf.layers.lstm({
    units: 7,
    returnSequences: true,
    recurrentActivation: 'sigmoid',
    biasInitializer: 'randomNormal',
    inputShape: [5, 4],
  });
  const x = noise([3, 5, 4], 3) as tf.Tensor3D;
  const expected = layer.apply(x) as tf.Tensor3D;
  const [kernel, recurrent, bias] = layer.getWeights() as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
  const actual = lstmSequence(x, { kernel, recurrent, bias });
  const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(actual, expected))));
  expect((await difference.data())[0]).toBeLessThan(1e-6);
  tf.dispose([x, expected, actual, difference]);
  layer.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
