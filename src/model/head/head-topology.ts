import { AppError } from '../../base/index.ts';
import { pixelSide, type HeadShape } from './head-shape.ts';

/** One layer in the JSON of a Keras functional model. */
export interface LayerJson {
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly (readonly (readonly [string, number, number, object])[])[];
}

/** The `modelTopology` of a layers model, as tf.loadLayersModel reads it. */
export interface ModelTopology {
  readonly class_name: 'Functional';
  readonly config: {
    readonly name: string;
    readonly layers: readonly LayerJson[];
    readonly input_layers: readonly (readonly [string, number, number])[];
    readonly output_layers: readonly (readonly [string, number, number])[];
  };
  readonly keras_version: string;
  readonly backend: string;
}

/** A head's layers model: frame logits averaged over time, the LSTM branch, or their sum; see {@link HeadShape}. */
export function headTopology(shape: HeadShape): ModelTopology {
  const { kind, labels, window, featureLength, projection, units } = shape;
  const frames = [
    dense('frame_logits', labels, 'linear', 'features'),
    layer('GlobalAveragePooling1D', 'frame_average', {}, ['frame_logits']),
  ];
  const sequence = [
    dense('project', projection, 'relu', 'features'),
    layer('LSTM', 'lstm', lstmConfig(units), ['project']),
    layer('GlobalAveragePooling1D', 'lstm_average', {}, ['lstm']),
    dense('lstm_logits', labels, 'linear', 'lstm_average'),
  ];
  const sum = layer('Add', 'logits', {}, ['frame_average', 'lstm_logits']);
  const input = inputLayer('features', [window, featureLength]);
  switch (kind) {
    case 'hybrid':
      return functional('head', [input, ...frames, ...sequence, sum]);
    case 'cnn':
      return functional('head', [input, ...frames]);
    case 'lstm':
      return functional('head', [input, ...sequence]);
  }
}

/**
 * The weightless backbone of the LSTM-only model: the network input averaged down to 16 × 16 pixels, row by row.
 * @param inputSize px, a multiple of 16
 * @throws AppError 'model-incompatible' for another size
 */
export function pixelBackboneTopology(inputSize: number): ModelTopology {
  const pool = inputSize / pixelSide;
  if (!Number.isInteger(pool) || pool < 1) {
    throw new AppError(
      'model-incompatible',
      `Frames of ${inputSize} pixels cannot be averaged to ${pixelSide}.`,
      { remedy: `Use a model whose input is a multiple of ${pixelSide} pixels.`, details: { inputSize } },
    );
  }
  const pooling = { pool_size: [pool, pool], strides: [pool, pool], padding: 'valid', data_format };
  return functional('backbone', [
    inputLayer('frames', [inputSize, inputSize, 3]),
    layer('AveragePooling2D', 'pixels', pooling, ['frames']),
    layer('Flatten', 'features', { data_format }, ['pixels']),
  ]);
}

const data_format = 'channels_last';

function functional(name: string, layers: readonly LayerJson[]): ModelTopology {
  const nameOf = (at: number) => layers.at(at)?.name ?? '';
  return {
    class_name: 'Functional',
    config: { name, layers, input_layers: [[nameOf(0), 0, 0]], output_layers: [[nameOf(-1), 0, 0]] },
    keras_version: '2.13.0',
    backend: 'tensorflow',
  };
}

function layer(
  class_name: string,
  name: string,
  config: Readonly<Record<string, unknown>>,
  inputs: readonly string[],
): LayerJson {
  const inbound_nodes = inputs.length === 0 ? [] : [inputs.map((from) => [from, 0, 0, {}] as const)];
  return { class_name, name, config: { name, ...config }, inbound_nodes };
}

function inputLayer(name: string, shape: readonly number[]): LayerJson {
  return layer(
    'InputLayer',
    name,
    { batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false },
    [],
  );
}

function dense(name: string, units: number, activation: 'linear' | 'relu', from: string): LayerJson {
  return layer('Dense', name, { units, activation, use_bias: true, trainable: true }, [from]);
}

function lstmConfig(units: number): Readonly<Record<string, unknown>> {
  return {
    units,
    activation: 'tanh',
    recurrent_activation: 'sigmoid',
    use_bias: true,
    unit_forget_bias: true,
    return_sequences: true,
    return_state: false,
    go_backwards: false,
    stateful: false,
    unroll: false,
    implementation: 2,
    trainable: true,
  };
}
