import { seededRandom, toHalf } from '../../../../src/base/index.ts';
import { tf } from '../../../../src/compute/index.ts';
import type { ModelManifest } from '../../../../src/contract/index.ts';
import {
  headShape,
  initialHeadWeights,
  type BackboneTail,
  type ModelBundle,
} from '../../../../src/model/index.ts';
import type { ClipMaps, DeepFit } from '../../../../src/training/fit/index.ts';
import { toyLabels, toyRule, toySettings } from './toy-fit.ts';

export const toySize = 8;
export const toyFeatures = 6;

/** A small chain of separable convolutions with batch normalisation folded, as the shipped backbone is built. */
export async function toyBackbone(
  change: (layers: tf.layers.Layer[]) => tf.layers.Layer[] = (all) => all,
): Promise<ModelBundle> {
  const start = (seed: number, stddev: number) => tf.initializers.randomNormal({ seed, stddev });
  const common = {
    padding: 'same' as const,
    activation: 'relu' as const,
    biasInitializer: tf.initializers.constant({ value: 0.2 }),
  };
  const conv = (name: string, filters: number, kernelSize: number, strides: number, seed: number) =>
    tf.layers.conv2d({ ...common, name, filters, kernelSize, strides, kernelInitializer: start(seed, 0.5) });
  const depthwise = (name: string, strides: number, seed: number) =>
    tf.layers.depthwiseConv2d({
      ...common,
      name,
      kernelSize: 3,
      strides,
      depthwiseInitializer: start(seed, 0.4),
    });
  const layers = change([
    conv('conv0', 4, 3, 2, 1),
    depthwise('conv1', 1, 2),
    conv('conv2', 5, 1, 1, 3),
    depthwise('conv3', 2, 4),
    conv('conv4', toyFeatures, 1, 1, 5),
    depthwise('conv5', 1, 6),
    conv('conv6', toyFeatures, 1, 1, 7),
    tf.layers.globalAveragePooling2d({ name: 'features', dataFormat: 'channelsLast' }),
  ]);
  const input = tf.input({ name: 'frames', shape: [toySize, toySize, 3] });
  const output = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  const model = tf.model({ name: 'backbone', inputs: input, outputs: output });
  const files = new Map<string, ArrayBuffer>();
  await model.save({
    save: ({ modelTopology, weightSpecs, weightData }) => {
      const json = { modelTopology, weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }] };
      files.set('backbone/model.json', new TextEncoder().encode(JSON.stringify(json)).buffer);
      files.set('backbone/weights.bin', weightData as ArrayBuffer);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    },
  });
  model.dispose();
  const backbone = { model: 'backbone/model.json', inputSize: toySize, featureLength: toyFeatures };
  const manifest = { id: 'toy', backbone } as unknown as ModelManifest;
  return { manifest, identity: { id: 'toy', sha256: '' }, files };
}

/** Maps in which a class shows as brightness of some channels. */
export function toyMaps(
  count: number,
  seed: number,
  [height, width, channels]: BackboneTail['mapShape'],
): ClipMaps[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, n) => {
    const truth = n % toyLabels;
    const rows = 3 + (n % 4);
    const length = rows * height * width * channels;
    const values = toHalf(
      Float32Array.from({ length }, (_value, i) => random() + ((i % channels) % toyLabels === truth ? 1 : 0)),
    );
    return { truth, group: 'a', variants: [{ rows, load: () => Promise.resolve(values) }] };
  });
}

export function toyDeep(tail: BackboneTail, changes: Partial<DeepFit> = {}): DeepFit {
  const kind = changes.kind ?? 'hybrid';
  const shape = headShape(kind, { labels: toyLabels, window: toyRule.window, featureLength: toyFeatures });
  return {
    kind,
    ...toyRule,
    labels: toyLabels,
    tail,
    train: toyMaps(10, 1, tail.mapShape),
    validation: toyMaps(6, 2, tail.mapShape),
    settings: { ...toySettings, epochs: 3, batchSize: 4, timeJitter: true },
    head: initialHeadWeights({ ...shape, projection: 8, units: 8 }, 3),
    save: () => Promise.resolve(),
    ...changes,
  };
}
