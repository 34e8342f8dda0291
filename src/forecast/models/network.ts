import { seededRandom, type Random } from '../../base/index.ts';
import { tf, type LstmWeights } from '../../compute/index.ts';
import { WeightMaker } from './network-weights.ts';
import { recurrentLayer } from './recurrent-layer.ts';

export type NetworkKind = 'lstm' | 'lstm-time' | 'cnn-lstm';

export interface NetworkShape {
  readonly kind: NetworkKind;
  readonly window: number;
  /** Numbers a step. */
  readonly depth: number;
  readonly units: number;
  readonly dropout: number;
}

const secondUnits = 32;
const filters = 32;
const kernelSteps = 3;

/**
 * The paper's networks. `lstm`: LSTM(units) → dropout → LSTM(32, ReLU) → dense(1). `cnn-lstm`: a convolution of 32
 * filters over three steps with ReLU before it. `lstm-time`: LSTM(units), its last state → dropout → dense(32, ReLU) →
 * dense(1). Whoever makes one disposes it.
 */
export class Network {
  readonly variables: tf.Variable[];
  private readonly convolution: { kernel: tf.Tensor3D; bias: tf.Tensor1D } | null;
  private readonly first: LstmWeights;
  private readonly second: LstmWeights | null;
  private readonly hidden: { kernel: tf.Tensor2D; bias: tf.Tensor1D } | null;
  private readonly output: { kernel: tf.Tensor2D; bias: tf.Tensor1D };
  private readonly random: Random;

  constructor(
    readonly shape: NetworkShape,
    seed: number,
  ) {
    const make = new WeightMaker(seed);
    const { kind, depth, units } = shape;
    const dense = (from: number, to: number) => ({
      kernel: make.glorot([from, to]) as unknown as tf.Tensor2D,
      bias: make.zeros(to) as unknown as tf.Tensor1D,
    });
    this.convolution =
      kind === 'cnn-lstm'
        ? { kernel: make.glorot([kernelSteps, depth, filters]) as unknown as tf.Tensor3D, bias: make.zeros(filters) as unknown as tf.Tensor1D }
        : null;
    this.first = make.lstm(this.convolution === null ? depth : filters, units);
    this.second = kind === 'lstm-time' ? null : make.lstm(units, secondUnits);
    this.hidden = kind === 'lstm-time' ? dense(units, secondUnits) : null;
    this.output = dense(secondUnits, 1);
    this.variables = make.variables;
    this.random = seededRandom(seed + 1);
  }

  /** [window, N, depth] → [N]; dropout only while training. */
  forward(x: tf.Tensor3D, training: boolean): tf.Tensor1D {
    return tf.tidy(() => {
      const steps = recurrentLayer(this.convolve(x), this.first, 'tanh');
      const last = this.hidden === null ? this.throughSecond(steps, training) : this.throughHidden(steps, training);
      return tf.add(tf.matMul(last, this.output.kernel), this.output.bias).reshape([x.shape[1]]) as tf.Tensor1D;
    });
  }

  dispose(): void {
    tf.dispose(this.variables);
  }

  /** Three shifted copies side by side and one product: a 'valid' convolution over time. */
  private convolve(x: tf.Tensor3D): tf.Tensor3D {
    if (this.convolution === null) return x;
    const [steps, batch, depth] = x.shape;
    const kept = steps - kernelSteps + 1;
    const shifted = Array.from({ length: kernelSteps }, (_, k) =>
      tf.slice(x, [k, 0, 0], [kept, batch, depth]),
    );
    const columns = tf.concat(shifted, 2).reshape([kept * batch, kernelSteps * depth]) as tf.Tensor2D;
    const kernel = this.convolution.kernel.reshape([kernelSteps * depth, filters]) as tf.Tensor2D;
    return tf
      .relu(tf.add(tf.matMul(columns, kernel), this.convolution.bias))
      .reshape([kept, batch, filters]) as tf.Tensor3D;
  }

  private throughSecond(steps: tf.Tensor3D, training: boolean): tf.Tensor2D {
    return lastStep(recurrentLayer(this.drop(steps, training) as tf.Tensor3D, this.second as LstmWeights, 'relu'));
  }

  private throughHidden(steps: tf.Tensor3D, training: boolean): tf.Tensor2D {
    const { kernel, bias } = this.hidden as { kernel: tf.Tensor2D; bias: tf.Tensor1D };
    return tf.relu(tf.add(tf.matMul(this.drop(lastStep(steps), training) as tf.Tensor2D, kernel), bias)) as tf.Tensor2D;
  }

  /** Inverted dropout from the network's own seed, so that a run repeats itself. */
  private drop(x: tf.Tensor, training: boolean): tf.Tensor {
    const { dropout } = this.shape;
    if (!training || dropout === 0) return x;
    const kept = 1 / (1 - dropout);
    const mask = new Float32Array(x.size);
    for (let i = 0; i < mask.length; i++) mask[i] = this.random() < dropout ? 0 : kept;
    return tf.mul(x, tf.tensor(mask, x.shape));
  }
}

/** [T, N, H] → [N, H] */
function lastStep(steps: tf.Tensor3D): tf.Tensor2D {
  const [length, batch, units] = steps.shape;
  return tf.slice(steps, [length - 1, 0, 0], [1, batch, units]).reshape([batch, units]) as tf.Tensor2D;
}
