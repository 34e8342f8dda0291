import { tf, type LstmWeights } from '../../compute/index.ts';

export type CellActivation = 'tanh' | 'relu';

/**
 * LSTM over a time-major sequence (gates i, f, c, o as in Keras; `activation` shapes cell input and output), with its
 * own backward pass. Products run on the backend; the gates of each step are plain loops, because a backend spends more
 * on launching thirty tiny kernels a step than on computing them. For backends in main memory (wasm, cpu).
 * Equal to the differentiated op-by-op layer to rounding.
 * @param x [T, N, D]
 * @returns hidden states, [T, N, H]
 */
export function recurrentLayer(x: tf.Tensor3D, weights: LstmWeights, activation: CellActivation): tf.Tensor3D {
  const [steps, batch, depth] = x.shape;
  const units = weights.recurrent.shape[0];
  const product = tf.matMul(x.reshape([steps * batch, depth]) as tf.Tensor2D, weights.kernel);
  const drive = tf.add(product, weights.bias) as tf.Tensor2D;
  const scan = tf.customGrad((...given: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [inputs, recurrent, save] = given as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
    save([recurrent]);
    const trace = runForward(inputs, recurrent, steps, batch, units, activation);
    return {
      value: tf.tensor3d(trace.hidden, [steps, batch, units]),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => runBackward(dy, saved[0] as tf.Tensor2D, trace, steps, batch, units, activation),
    };
  });
  return scan(drive, weights.recurrent) as tf.Tensor3D;
}

/** What the backward pass needs, time-major: gates after activation [T·N, 4H]; cells, their activation, hidden [T·N, H]. */
interface Trace {
  readonly gates: Float32Array;
  readonly cells: Float32Array;
  readonly shaped: Float32Array;
  readonly hidden: Float32Array;
}

function runForward(
  inputs: tf.Tensor2D,
  recurrent: tf.Tensor2D,
  steps: number,
  batch: number,
  units: number,
  activation: CellActivation,
): Trace {
  const gates = (inputs.dataSync() as Float32Array).slice();
  const size = batch * units;
  const cells = new Float32Array(steps * size);
  const shaped = new Float32Array(steps * size);
  const hidden = new Float32Array(steps * size);
  const relu = activation === 'relu';
  for (let t = 0; t < steps; t++) {
    const now = t * size;
    const before = now - size;
    const echo = t === 0 ? null : productOf(hidden.subarray(before, now), [batch, units], recurrent);
    for (let n = 0; n < batch; n++) {
      const row = (t * batch + n) * 4 * units;
      const echoRow = n * 4 * units;
      for (let u = 0; u < units; u++) {
        const at = row + u;
        let zi = gates[at] as number;
        let zf = gates[at + units] as number;
        let zg = gates[at + 2 * units] as number;
        let zo = gates[at + 3 * units] as number;
        if (echo !== null) {
          zi += echo[echoRow + u] as number;
          zf += echo[echoRow + u + units] as number;
          zg += echo[echoRow + u + 2 * units] as number;
          zo += echo[echoRow + u + 3 * units] as number;
        }
        const i = 1 / (1 + Math.exp(-zi));
        const f = 1 / (1 + Math.exp(-zf));
        const g = relu ? (zg > 0 ? zg : 0) : 2 / (1 + Math.exp(-2 * zg)) - 1;
        const o = 1 / (1 + Math.exp(-zo));
        const k = n * units + u;
        const c = i * g + (t === 0 ? 0 : f * (cells[before + k] as number));
        const a = relu ? (c > 0 ? c : 0) : 2 / (1 + Math.exp(-2 * c)) - 1;
        gates[at] = i;
        gates[at + units] = f;
        gates[at + 2 * units] = g;
        gates[at + 3 * units] = o;
        cells[now + k] = c;
        shaped[now + k] = a;
        hidden[now + k] = o * a;
      }
    }
  }
  return { gates, cells, shaped, hidden };
}

/** Gradients of [inputs, recurrent] by backpropagation through time. */
function runBackward(
  dy: tf.Tensor,
  recurrent: tf.Tensor2D,
  { gates, cells, shaped, hidden }: Trace,
  steps: number,
  batch: number,
  units: number,
  activation: CellActivation,
): [tf.Tensor2D, tf.Tensor2D] {
  const outer = dy.dataSync() as Float32Array;
  const size = batch * units;
  const slopes = new Float32Array(steps * batch * 4 * units);
  const cellSlope = new Float32Array(size);
  const backward = tf.transpose(recurrent) as tf.Tensor2D;
  const relu = activation === 'relu';
  let inner: Float32Array | null = null;
  for (let t = steps - 1; t >= 0; t--) {
    const now = t * size;
    for (let n = 0; n < batch; n++) {
      const row = (t * batch + n) * 4 * units;
      for (let u = 0; u < units; u++) {
        const k = n * units + u;
        const at = row + u;
        const i = gates[at] as number;
        const f = gates[at + units] as number;
        const g = gates[at + 2 * units] as number;
        const o = gates[at + 3 * units] as number;
        const a = shaped[now + k] as number;
        const dh = (outer[now + k] as number) + (inner === null ? 0 : (inner[k] as number));
        const dc = (cellSlope[k] as number) + dh * o * (relu ? (a > 0 ? 1 : 0) : 1 - a * a);
        slopes[at] = dc * g * i * (1 - i);
        slopes[at + units] = t === 0 ? 0 : dc * (cells[now - size + k] as number) * f * (1 - f);
        slopes[at + 2 * units] = dc * i * (relu ? (g > 0 ? 1 : 0) : 1 - g * g);
        slopes[at + 3 * units] = dh * a * o * (1 - o);
        cellSlope[k] = dc * f;
      }
    }
    if (t > 0) {
      const from = t * batch * 4 * units;
      inner = productOf(slopes.subarray(from, from + batch * 4 * units), [batch, 4 * units], backward);
    }
  }
  backward.dispose();
  const rows = (steps - 1) * batch;
  const dRecurrent = tf.tidy(() => {
    const past = tf.tensor2d(hidden.subarray(0, rows * units), [rows, units]);
    const next = tf.tensor2d(slopes.subarray(batch * 4 * units), [rows, 4 * units]);
    return tf.matMul(past, next, true, false) as tf.Tensor2D;
  });
  return [tf.tensor2d(slopes, [steps * batch, 4 * units]), dRecurrent];
}

function productOf(values: Float32Array, shape: [number, number], matrix: tf.Tensor2D): Float32Array {
  return tf.tidy(() => tf.matMul(tf.tensor2d(values, shape), matrix).dataSync() as Float32Array);
}
