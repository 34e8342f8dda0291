import { beforeAll, describe, expect, test, vi } from 'vitest';
import { detachedTask } from '../../../../src/base/index.ts';
import { tf } from '../../../../src/compute/index.ts';
import type { FitCheckpoint } from '../../../../src/contract/index.ts';
import { SplitBackbone, tailFeatures, uploadWeights } from '../../../../src/model/index.ts';
import { deepParts, embedMaps, fitDeep } from '../../../../src/training/fit/index.ts';
import { slopesOf } from '../../../../src/training/fit/tensor-stepper.ts';
import { toyBackbone, toyDeep, toyFeatures, toyMaps, toySize } from './toy-backbone.ts';
import { abortAfter, bitsOf, finish, toySettings } from './toy-fit.ts';

vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const frames = Float32Array.from({ length: 2 * toySize * toySize * 3 }, (_, i) => Math.sin(i));

describe('a split backbone', () => {
  test('gives the features of the whole, and frees what it held', async () => {
    const bundle = await toyBackbone();
    const before = tf.memory().numTensors;
    const split = await SplitBackbone.create(bundle);
    const { tail } = split;
    expect(tail.mapShape).toEqual([4, 4, 5]);
    expect(tail.layers.map(({ name }) => name)).toEqual(['conv3', 'conv4', 'conv5', 'conv6', 'features']);
    expect(tail.weights.map(({ name }) => name)).toEqual(
      ['conv3/depthwise_kernel', 'conv3/bias', 'conv4/kernel', 'conv4/bias'].concat([
        'conv5/depthwise_kernel',
        'conv5/bias',
        'conv6/kernel',
        'conv6/bias',
      ]),
    );
    const maps = await split.maps(frames, 2);
    const ours = tf.tidy(() =>
      tailFeatures(tf.tensor(maps, [2, ...tail.mapShape]), tail, uploadWeights(tail.weights)).dataSync(),
    );
    split[Symbol.dispose]();
    expect(tf.memory().numTensors).toBe(before);
    const whole = await tf.loadLayersModel({
      load: () => {
        const json = JSON.parse(new TextDecoder().decode(bundle.files.get('backbone/model.json')));
        const weightData = bundle.files.get('backbone/weights.bin') as ArrayBuffer;
        const { modelTopology, weightsManifest } = json;
        return Promise.resolve({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData });
      },
    });
    const expected = tf.tidy(() =>
      (whole.predict(tf.tensor(frames, [2, toySize, toySize, 3])) as tf.Tensor).dataSync(),
    );
    whole.dispose();
    expect(ours).toHaveLength(2 * toyFeatures);
    expect(Math.max(...expected)).toBeGreaterThan(0.01);
    // Sums of a few dozen float32 products in another order.
    expected.forEach((value, i) => expect(Math.abs((ours[i] ?? NaN) - value)).toBeLessThan(1e-5));
  });

  test.each([
    [
      'no average at the end',
      (all: tf.layers.Layer[]) => [...all.slice(0, -1), tf.layers.flatten({ name: 'features' })],
    ],
    [
      'a layer of another kind',
      (all: tf.layers.Layer[]) => [
        ...all.slice(0, 5),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        ...all.slice(5),
      ],
    ],
    ['too few blocks', (all: tf.layers.Layer[]) => [...all.slice(0, 3), ...all.slice(-1)]],
  ])('%s is refused in words', async (_what, change) => {
    const bundle = await toyBackbone(change);
    await expect(SplitBackbone.create(bundle)).rejects.toMatchObject({
      code: 'model-incompatible',
      message: expect.stringContaining('cannot be fine-tuned'),
    });
  });
});

describe('a deep fit', () => {
  const splitTail = async () => {
    using split = await SplitBackbone.create(await toyBackbone());
    return split.tail;
  };

  test('learns, moves the tail and the head, and holds no tensor', async () => {
    const tail = await splitTail();
    const before = tf.memory().numTensors;
    const settings = {
      ...toySettings,
      epochs: 20,
      batchSize: 4,
      timeJitter: true,
      learningRate: 0.02,
      dropout: 0,
    };
    const { told, ended } = await finish(fitDeep(toyDeep(tail, { settings }), detachedTask()));
    expect(told.at(-1)?.trainLoss).toBeLessThan((told[0]?.trainLoss ?? 0) * 0.8);
    expect(told.at(-1)?.validationAccuracy).toBeGreaterThan(0.8);
    expect(new Set(told.map(({ tensors }) => tensors))).toEqual(new Set([before]));
    expect(tf.memory().numTensors).toBe(before);
    const parts = deepParts(ended.weights, tail);
    expect(parts.tail.map(({ name }) => name)).toEqual(tail.weights.map(({ name }) => name));
    parts.tail.forEach(({ values }, at) => expect(values).not.toEqual(tail.weights[at]?.values));
    expect(parts.head[0]?.name).toBe('frame_logits/kernel');
  });

  test('killed at 10 points it ends with the same bits', async () => {
    const tail = await splitTail();
    const whole = await finish(fitDeep(toyDeep(tail), detachedTask()));
    // 10 clips, one window each, in batches of 4: 3 steps an epoch, 9 in all.
    expect(whole.ended.steps).toBe(9);
    for (const step of [1, 2, 3, 4, 5, 6, 7, 8, 9, 4]) {
      let kept: FitCheckpoint | undefined;
      const save = (checkpoint: FitCheckpoint) => {
        kept = checkpoint;
        return Promise.resolve();
      };
      const killed = finish(fitDeep(toyDeep(tail, { save }), abortAfter(step)));
      await expect(killed).rejects.toMatchObject({ name: 'AbortError' });
      const resumed = await finish(fitDeep(toyDeep(tail, { save, checkpoint: kept }), detachedTask()));
      expect(bitsOf(resumed.ended)).toEqual(bitsOf(whole.ended));
    }
  });

  test('maps of another size are refused', async () => {
    const tail = await splitTail();
    const train = toyMaps(4, 1, [4, 4, 4]);
    await expect(finish(fitDeep(toyDeep(tail, { train }), detachedTask()))).rejects.toMatchObject({
      code: 'model-incompatible',
    });
  });

  test('features come from maps row by row', async () => {
    const tail = await splitTail();
    const [clip] = await embedMaps(toyMaps(1, 1, tail.mapShape), tail, tail.weights, detachedTask());
    expect(clip?.variants[0]).toMatchObject({ rows: 3, featureLength: toyFeatures });
    expect(clip?.variants[0]?.values).toHaveLength(3 * toyFeatures);
  });
});

test('slopes through the tail equal central differences', async () => {
  using split = await SplitBackbone.create(await toyBackbone());
  const { tail } = split;
  const maps = Float32Array.from({ length: 2 * 4 * 4 * 5 }, (_, i) => Math.sin(0.3 + 1.7 * i));
  const lossOf = (weights: Readonly<Record<string, tf.Tensor>>) =>
    tf.sum(tf.square(tailFeatures(tf.tensor(maps, [2, ...tail.mapShape]), tail, weights))) as tf.Scalar;
  const { slopes } = await slopesOf(lossOf, tail.weights);
  for (const [at, weight] of tail.weights.entries()) {
    const most = (slopes[at] ?? new Float32Array()).reduce((max, slope) => Math.max(max, Math.abs(slope)), 0);
    const i = (slopes[at] ?? new Float32Array()).findIndex((slope) => Math.abs(slope) === most);
    const valueAt = async (by: number) => {
      const values = weight.values.map((v, k) => (k === i ? v + by : v));
      return (
        await slopesOf(
          lossOf,
          tail.weights.map((w) => (w === weight ? { ...w, values } : w)),
        )
      ).loss;
    };
    const step = 1e-3;
    const numeric = ((await valueAt(step)) - (await valueAt(-step))) / (2 * step);
    // A loss near 1 is known to 1e-7, over 0.002; 48 relus of which a few turn within the step.
    expect(Math.abs(numeric - (slopes[at]?.[i] ?? NaN)) / most).toBeLessThan(2e-2);
  }
});
