import { tf } from '../../compute/index.ts';
import type { NamedWeight } from '../../contract/index.ts';
import type { WeightTensors } from '../head/index.ts';

type Activation = 'linear' | 'relu' | 'relu6';

/** A layer of a backbone's tail, which is a chain that ends in the average over the plane. */
export type TailLayer =
  | {
      readonly kind: 'conv' | 'depthwise';
      readonly name: string;
      readonly strides: readonly [number, number];
      readonly pad: 'same' | 'valid';
      readonly activation: Activation;
    }
  | { readonly kind: 'average'; readonly name: string };

/** The last layers of a backbone, to be fitted with the head. */
export interface BackboneTail {
  /** What goes in: [height, width, channels]. */
  readonly mapShape: readonly [number, number, number];
  /** What comes out. */
  readonly featureLength: number;
  readonly layers: readonly TailLayer[];
  /** Named as in the backbone's layers model, in the order of the layers. */
  readonly weights: readonly NamedWeight[];
}

/**
 * The tail as differentiable operations.
 * @param maps [N, height, width, channels]
 * @param weights of the tail by name; others are passed over
 * @returns features [N, featureLength]
 */
export function tailFeatures(
  maps: tf.Tensor4D,
  { layers }: Pick<BackboneTail, 'layers'>,
  weights: WeightTensors,
): tf.Tensor2D {
  return tf.tidy(() => {
    let x: tf.Tensor = maps;
    for (const layer of layers) x = applied(x as tf.Tensor4D, layer, weights);
    return x as tf.Tensor2D;
  });
}

function applied(x: tf.Tensor4D, layer: TailLayer, weights: WeightTensors): tf.Tensor {
  if (layer.kind === 'average') return tf.mean(x, [1, 2]);
  const weight = (part: string) => weights[`${layer.name}/${part}`] as tf.Tensor;
  const sums =
    layer.kind === 'depthwise'
      ? tf.depthwiseConv2d(x, weight('depthwise_kernel') as tf.Tensor4D, [...layer.strides], layer.pad)
      : convolved(x, weight('kernel') as tf.Tensor4D, layer);
  return activated(tf.add(sums, weight('bias')), layer.activation);
}

/** A pointwise convolution is a matrix product, whose gradient every backend has and is quick at. */
function convolved(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { strides, pad }: { readonly strides: readonly [number, number]; readonly pad: 'same' | 'valid' },
): tf.Tensor {
  const [height, width, from, to] = kernel.shape;
  if (height * width * strides[0] * strides[1] > 1) return tf.conv2d(x, kernel, [...strides], pad);
  const rows = x.reshape([-1, from]) as tf.Tensor2D;
  const product = tf.matMul(rows, kernel.reshape([from, to]) as tf.Tensor2D);
  return product.reshape([...x.shape.slice(0, 3), to]);
}

function activated(x: tf.Tensor, activation: Activation): tf.Tensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return tf.relu(x);
    case 'relu6':
      return tf.relu6(x);
  }
}
