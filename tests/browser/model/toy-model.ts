import { tf } from '../../../src/compute/index.ts';
import type { ModelManifest } from '../../../src/contract/index.ts';

export const toySize = 16;

/**
 * A real, tiny CNN-LSTM in the shipped format (weights in float32), as files a user could pick.
 * @param separableBlocks after its first convolution
 */
export async function toyModelFiles(separableBlocks = 0): Promise<File[]> {
  const layers = [
    tf.layers.conv2d({
      filters: 4,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      activation: 'relu6',
      kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }),
    }),
    ...Array.from({ length: separableBlocks }, (_, n) => separableBlock(n)).flat(),
    tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
  ];
  const inputs = tf.input({ shape: [toySize, toySize, 3] });
  const outputs = layers.reduce((at, layer) => layer.apply(at) as tf.SymbolicTensor, inputs);
  const backbone = tf.model({ inputs, outputs });
  const head = tf.sequential({
    layers: [
      tf.layers.lstm({
        inputShape: [4, 4],
        units: 5,
        recurrentActivation: 'sigmoid',
        kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }),
        recurrentInitializer: tf.initializers.glorotNormal({ seed: 3 }),
      }),
      tf.layers.dense({ units: 6, kernelInitializer: tf.initializers.randomNormal({ seed: 4, stddev: 3 }) }),
    ],
  });
  const weights = [...(await saved(backbone, 'backbone')), ...(await saved(head, 'head'))];
  backbone.dispose();
  head.dispose();
  const files = await Promise.all(
    weights.map(async (file) => ({
      path: file.name.replace('__', '/'),
      sizeBytes: file.size,
      sha256: hex(await crypto.subtle.digest('SHA-256', await file.arrayBuffer())),
    })),
  );
  const manifest: ModelManifest = {
    format: 'vigil-model',
    formatVersion: 1,
    id: 'toy',
    name: 'Toy',
    created: '2026-01-01',
    licence: 'MIT',
    labels: ['Accident', 'Burglary', 'Fighting', 'Fire', 'Normal', 'Shooting'],
    backbone: { model: 'backbone/model.json', architecture: 'toy', inputSize: toySize, featureLength: 4 },
    head: { kind: 'hybrid', model: 'head/model.json', window: 4, hop: 2 },
    sampling: { fps: 4 },
    preprocessing: {
      workingShortSide: 256,
      bars: { frames: 2, quantile: 0.8, luma: 16, maxFraction: 0.35 },
      denoise: 'none',
      resize: 'area',
      scale: 1 / 127.5,
      offset: -1,
    },
    calibration: { temperature: 1 },
    smoothing: { halfLife: 0 },
    thresholds: {},
    training: {},
    files,
  };
  return [new File([JSON.stringify(manifest)], 'manifest.json'), ...weights];
}

function separableBlock(n: number): tf.layers.Layer[] {
  return [
    tf.layers.depthwiseConv2d({
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      depthwiseInitializer: tf.initializers.glorotNormal({ seed: 10 + n }),
    }),
    tf.layers.conv2d({
      filters: 4,
      kernelSize: 1,
      activation: 'relu',
      kernelInitializer: tf.initializers.glorotNormal({ seed: 20 + n }),
    }),
  ];
}

async function saved(model: tf.LayersModel, folder: string): Promise<File[]> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save({
    save: async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  const { modelTopology, weightSpecs = [], weightData } = artifacts as tf.io.ModelArtifacts;
  const json = {
    modelTopology,
    weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
  };
  return [
    new File([JSON.stringify(json)], `${folder}__model.json`),
    new File([weightData as ArrayBuffer], `${folder}__weights.bin`),
  ];
}

function hex(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
