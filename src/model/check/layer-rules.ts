import { Misbuilt, type LayerConfig } from './layer-config.ts';

/** Without the batch axis. */
export type Shape = readonly number[];

/** What a layer gives and the weights it needs, by the name after the slash. */
export interface LayerFacts {
  readonly output: Shape;
  readonly weights: Readonly<Record<string, Shape>>;
}

export type LayerRule = (inputs: readonly Shape[], config: LayerConfig) => LayerFacts;

/**
 * Every layer that a Vigil model may have, as TensorFlow.js builds it. What is not here is refused: a model file brings
 * numbers, and only these ways of combining them.
 */
export const layerRules: Readonly<Record<string, LayerRule>> = {
  Conv2D: convolution,
  DepthwiseConv2D: depthwise,
  BatchNormalization: normalisation,
  Dense: dense,
  LSTM: lstm,
  AveragePooling2D: pooling,
  MaxPooling2D: pooling,
  GlobalAveragePooling2D: global(3),
  GlobalMaxPooling2D: global(3),
  GlobalAveragePooling1D: global(2),
  GlobalMaxPooling1D: global(2),
  ZeroPadding2D: zeroPadding,
  Flatten: (inputs) => plain([one(inputs).reduce((product, side) => product * side, 1)]),
  Add: same,
  Dropout: same,
  ReLU: same,
  Activation: (inputs, config) => {
    activation(config, 'activation');
    return same(inputs);
  },
};

const activations = [
  ...(['linear', 'relu', 'relu6', 'elu', 'selu', 'sigmoid', 'hard_sigmoid', 'hardSigmoid'] as const),
  ...(['tanh', 'softmax', 'softplus', 'softsign', 'swish', 'mish'] as const),
] as const;

function activation(config: LayerConfig, key: string): void {
  config.choice(key, ...activations);
}

function plain(output: Shape): LayerFacts {
  return { output, weights: {} };
}

function one(inputs: readonly Shape[], rank?: number): Shape {
  const [input] = inputs;
  if (!input || inputs.length > 1 || (rank !== undefined && input.length !== rank))
    throw new Misbuilt('joins layers whose shapes do not fit');
  return input;
}

function same(inputs: readonly Shape[]): LayerFacts {
  const [first] = inputs;
  if (!first || inputs.some((shape) => String(shape) !== String(first)))
    throw new Misbuilt('joins layers whose shapes do not fit');
  return plain(first);
}

function dense(inputs: readonly Shape[], config: LayerConfig): LayerFacts {
  const input = one(inputs);
  const units = config.count('units');
  activation(config, 'activation');
  const from = input.at(-1) as number;
  return {
    output: [...input.slice(0, -1), units],
    weights: { kernel: [from, units], ...bias(config, units) },
  };
}

function bias(config: LayerConfig, length: number): Record<string, Shape> {
  return config.flag('use_bias', true) ? { bias: [length] } : {};
}

function convolution(inputs: readonly Shape[], config: LayerConfig): LayerFacts {
  const [height, width, channels] = one(inputs, 3) as [number, number, number];
  const filters = config.count('filters');
  const kernel = config.pair('kernel_size');
  activation(config, 'activation');
  const output = [...slid([height, width], kernel, config, [1, 1]), filters];
  return { output, weights: { kernel: [...kernel, channels, filters], ...bias(config, filters) } };
}

function depthwise(inputs: readonly Shape[], config: LayerConfig): LayerFacts {
  const [height, width, channels] = one(inputs, 3) as [number, number, number];
  const multiplier = config.count('depth_multiplier');
  const kernel = config.pair('kernel_size');
  activation(config, 'activation');
  const filters = channels * multiplier;
  return {
    output: [...slid([height, width], kernel, config, [1, 1]), filters],
    weights: { depthwise_kernel: [...kernel, channels, multiplier], ...bias(config, filters) },
  };
}

function pooling(inputs: readonly Shape[], config: LayerConfig): LayerFacts {
  const [height, width, channels] = one(inputs, 3) as [number, number, number];
  const size = config.pair('pool_size', [2, 2]);
  return plain([...slid([height, width], size, config, size), channels]);
}

/** Positions of a window that slides over the picture. */
function slid(
  input: readonly [number, number],
  kernel: readonly [number, number],
  config: LayerConfig,
  defaultStrides: readonly [number, number],
): [number, number] {
  config.choice('data_format', 'channels_last');
  const padding = config.choice('padding', 'valid', 'same');
  const strides = config.pair('strides', defaultStrides);
  const dilation = config.pair('dilation_rate', [1, 1]);
  const along = (axis: 0 | 1): number => {
    const reach = padding === 'same' ? 1 : (kernel[axis] - 1) * dilation[axis] + 1;
    const positions = Math.ceil((input[axis] - reach + 1) / strides[axis]);
    if (positions < 1) throw new Misbuilt('slides a window over a picture that is smaller');
    return positions;
  };
  return [along(0), along(1)];
}

function zeroPadding(inputs: readonly Shape[], config: LayerConfig): LayerFacts {
  const [height, width, channels] = one(inputs, 3) as [number, number, number];
  config.choice('data_format', 'channels_last');
  const rims = [config.value('padding')].flat(2) as number[];
  const isSound = rims.length === 4 && rims.every((rim) => Number.isInteger(rim) && rim >= 0 && rim <= 64);
  if (!isSound) throw config.wrong('padding');
  const [top, bottom, left, right] = rims as [number, number, number, number];
  return plain([height + top + bottom, width + left + right, channels]);
}

function normalisation(inputs: readonly Shape[], config: LayerConfig): LayerFacts {
  const input = one(inputs);
  const axis = [config.value('axis') ?? -1].flat()[0];
  if (axis !== -1 && axis !== input.length) throw config.wrong('axis');
  const length: Shape = [input.at(-1) as number];
  const weights = {
    ...(config.flag('scale', true) ? { gamma: length } : {}),
    ...(config.flag('center', true) ? { beta: length } : {}),
    moving_mean: length,
    moving_variance: length,
  };
  return { output: input, weights };
}

function lstm(inputs: readonly Shape[], config: LayerConfig): LayerFacts {
  const [steps, length] = one(inputs, 2) as [number, number];
  const units = config.count('units');
  activation(config, 'activation');
  activation(config, 'recurrent_activation');
  if (config.flag('stateful', false) || config.flag('return_state', false))
    throw config.wrong('return_state');
  return {
    output: config.flag('return_sequences', false) ? [steps, units] : [units],
    weights: {
      kernel: [length, 4 * units],
      recurrent_kernel: [units, 4 * units],
      ...bias(config, 4 * units),
    },
  };
}

function global(rank: 2 | 3): LayerRule {
  return (inputs) => plain(one(inputs, rank).slice(-1));
}
