import type { Random, Task } from '../../base/index.ts';
import { tf } from '../../compute/index.ts';
import type { NamedWeight } from '../../contract/index.ts';
import { uploadWeights, type WeightTensors } from '../../model/index.ts';
import { adamStep } from './adam.ts';
import type { FitState, Stepper } from './stepper.ts';

/** The mean loss of a batch as a differentiable function of the weights; called within tidy. */
export type BatchLoss = (weights: WeightTensors) => tf.Scalar;

/** Makes ready what a batch needs before the device is asked. */
export type PrepareBatch<Draw> = (batch: readonly Draw[], random: Random, task: Task) => Promise<BatchLoss>;

/** Steps by automatic differentiation on whatever backend runs; holds no tensor between them. */
export class TensorStepper<Draw> implements Stepper<Draw> {
  #state: FitState = { weights: [], firstMoments: [], secondMoments: [], steps: 0 };

  constructor(private readonly prepare: PrepareBatch<Draw>) {}

  load(state: FitState): void {
    this.#state = copyOf(state);
  }

  async step(batch: readonly Draw[], random: Random, rate: number, task: Task): Promise<number> {
    const { weights, ...adam } = this.#state;
    const { loss, slopes } = await slopesOf(await this.prepare(batch, random, task), weights);
    if (Number.isFinite(loss)) this.#state = { weights, ...adamStep(weights, slopes, adam, rate) };
    return loss;
  }

  state(): FitState {
    return copyOf(this.#state);
  }
}

/** The loss of a batch and its slopes by all weights. */
export async function slopesOf(
  lossOf: BatchLoss,
  weights: readonly NamedWeight[],
): Promise<{ loss: number; slopes: Float32Array[] }> {
  const { value, grads } = tf.tidy(() => {
    const tensors = Object.values(uploadWeights(weights));
    const named = (given: tf.Tensor[]) =>
      Object.fromEntries(weights.map(({ name }, at) => [name, given[at] as tf.Tensor]));
    return tf.valueAndGrads((...given: tf.Tensor[]) => lossOf(named(given)))(tensors);
  });
  try {
    const [loss, ...slopes] = (await Promise.all(
      [value, ...grads].map((tensor) => tensor.data()),
    )) as Float32Array[];
    return { loss: loss?.[0] ?? NaN, slopes };
  } finally {
    tf.dispose([value, grads]);
  }
}

function copyOf({ weights, firstMoments, secondMoments, steps }: FitState): FitState {
  return {
    weights: weights.map(({ name, shape, values }) => ({ name, shape, values: values.slice() })),
    firstMoments: firstMoments.map((values) => values.slice()),
    secondMoments: secondMoments.map((values) => values.slice()),
    steps,
  };
}
