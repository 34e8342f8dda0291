import { seededRandom } from '../../../src/base/index.ts';
import type { HeadKind, NamedWeight } from '../../../src/contract/index.ts';
import {
  headShape,
  headTopology,
  headWeightSpecs,
  pixelBackboneTopology,
  pixelLength,
  type LayerJson,
  type ModelParts,
} from '../../../src/model/index.ts';

export const smallSize = 16;

/** Parts of a real, small model with random weights: a convolution before a hybrid or CNN head, pixels before an LSTM. */
export function smallParts(kind: HeadKind = 'hybrid', labels = ['Fire', 'Normal', 'Fog']): ModelParts {
  const featureLength = kind === 'lstm' ? pixelLength : 4;
  return {
    manifest: {
      id: 'small',
      name: 'Small',
      created: '2026-01-02T03:04:05Z',
      licence: 'MIT',
      labels,
      backbone: { architecture: 'small', inputSize: smallSize, featureLength },
      head: { kind, window: 5, hop: 2 },
      sampling: { fps: 4 },
      preprocessing: {
        workingShortSide: 256,
        bars: { frames: 2, quantile: 0.8, luma: 16, maxFraction: 0.35 },
        denoise: 'none',
        resize: 'area',
        scale: 1 / 127.5,
        offset: -1,
      },
      calibration: { temperature: 1.5 },
      smoothing: { halfLife: 1 },
      thresholds: { Fire: { enter: 0.6, exit: 0.4, minDuration: 1, maxGap: 2 } },
      training: { seed: 3 },
    },
    head: randomHead(kind, labels.length, featureLength),
    backbone:
      kind === 'lstm'
        ? { topology: pixelBackboneTopology(smallSize), specs: [], bytes: new ArrayBuffer(0) }
        : smallBackbone(),
  };
}

/** A head over windows of 5 with random weights, for a backbone of so many features. */
export function randomHead(kind: HeadKind, labels: number, featureLength: number): ModelParts['head'] {
  const shape = headShape(kind, { labels, window: 5, featureLength });
  const weights = headWeightSpecs(shape).map((spec, at) => random(spec, at));
  return { topology: headTopology(shape), weights };
}

/** 3 × 3 convolution to 4 maps and their means, weights in half precision. */
function smallBackbone(): ModelParts['backbone'] {
  const quantization = { dtype: 'float16', original_dtype: 'float32' };
  const specs = [
    { name: 'conv/kernel', shape: [3, 3, 3, 4], dtype: 'float32', quantization },
    { name: 'conv/bias', shape: [4], dtype: 'float32', quantization },
  ];
  // Halves of exponent 12 to 15 (0.125 to 2), of either sign.
  const next = seededRandom(9);
  const halves = Uint16Array.from({ length: 112 }, () => {
    const sign = next() < 0.5 ? 0x8000 : 0;
    return sign | ((12 + Math.floor(next() * 4)) << 10) | Math.floor(next() * 1024);
  });
  return { topology: smallTopology(), specs, bytes: halves.buffer };
}

function smallTopology(): object {
  const layers: LayerJson[] = [
    {
      class_name: 'InputLayer',
      name: 'frames',
      config: { name: 'frames', batch_input_shape: [null, smallSize, smallSize, 3], dtype: 'float32' },
      inbound_nodes: [],
    },
    {
      class_name: 'Conv2D',
      name: 'conv',
      config: {
        name: 'conv',
        filters: 4,
        kernel_size: [3, 3],
        strides: [2, 2],
        padding: 'same',
        activation: 'relu',
      },
      inbound_nodes: [[['frames', 0, 0, {}]]],
    },
    {
      class_name: 'GlobalAveragePooling2D',
      name: 'features',
      config: { name: 'features' },
      inbound_nodes: [[['conv', 0, 0, {}]]],
    },
  ];
  return {
    class_name: 'Functional',
    config: {
      name: 'backbone',
      layers,
      input_layers: [['frames', 0, 0]],
      output_layers: [['features', 0, 0]],
    },
  };
}

function random({ name, shape }: Omit<NamedWeight, 'values'>, seed: number): NamedWeight {
  const next = seededRandom(seed);
  const length = shape.reduce((product, side) => product * side, 1);
  return { name, shape, values: Float32Array.from({ length }, () => next() - 0.5) };
}
