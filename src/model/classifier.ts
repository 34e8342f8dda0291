import { AppError, messageOf } from '../base/index.ts';
import { tf, type ComputeEngine } from '../compute/index.ts';
import type { ModelIdentity, ModelManifest } from '../contract/index.ts';
import { cutAtMap, type MapCut, type MapShape } from './explain/map-cut.ts';
import { buildLayersModel } from './layers-model.ts';
import type { ModelBundle } from './model-bundle.ts';

interface Networks {
  readonly backbone: tf.LayersModel;
  readonly head: tf.LayersModel;
  /** null when the backbone does not end in a map. */
  readonly cut: MapCut | null;
}

/** Maps and features of frames, see {@link Classifier.embedWithMaps}. */
export interface EmbeddedMaps {
  readonly maps: Float32Array;
  readonly features: Float32Array;
}

/**
 * A model on a compute engine: typed arrays in, typed arrays out. When the device is lost it is rebuilt once, the
 * weights are uploaded again and the batch in hand is repeated, so the caller never notices but for `onRebuilt`.
 */
export class Classifier implements Disposable {
  readonly #bundle: ModelBundle;
  readonly #engine: ComputeEngine;
  #networks: Networks;
  onRebuilt: (() => void) | undefined;

  private constructor(bundle: ModelBundle, engine: ComputeEngine, networks: Networks) {
    this.#bundle = bundle;
    this.#engine = engine;
    this.#networks = networks;
  }

  /** @throws AppError 'model-incompatible' */
  static async create(bundle: ModelBundle, engine: ComputeEngine): Promise<Classifier> {
    return new Classifier(bundle, engine, await buildNetworks(bundle));
  }

  get manifest(): ModelManifest {
    return this.#bundle.manifest;
  }

  get identity(): ModelIdentity {
    return this.#bundle.identity;
  }

  /** The map that features are made of; null when the backbone does not end in one. */
  get mapShape(): MapShape | null {
    return this.#networks.cut?.shape ?? null;
  }

  /** @param input [count, S, S, 3], preprocessed
   *  @returns features [count · D] */
  async embed(input: Float32Array, count: number): Promise<Float32Array> {
    const [features] = await this.#run(({ backbone }) => [apply(backbone, this.#frames(input, count))]);
    return features as Float32Array;
  }

  /**
   * Like {@link embed}, with the last maps that the features are made of.
   * @returns maps [count · height · width · channels], features [count · D]
   * @throws Error when there is no {@link mapShape}
   */
  async embedWithMaps(input: Float32Array, count: number): Promise<EmbeddedMaps> {
    const [maps, features] = await this.#run(({ cut }) => {
      if (!cut) throw new Error('This backbone does not end in a map.');
      return cut.model.apply(this.#frames(input, count)) as tf.Tensor[];
    });
    return { maps: maps as Float32Array, features: features as Float32Array };
  }

  /** @param windows [count, T, D]
   *  @returns logits [count · labels] */
  async classify(windows: Float32Array, count: number): Promise<Float32Array> {
    const [logits] = await this.#run(({ head }) => [apply(head, this.#windows(windows, count))]);
    return logits as Float32Array;
  }

  /**
   * How the logit of one class changes with each feature, at each window. It passes the head alone, so that every
   * backend has the kernels.
   * @param windows [count, T, D]
   * @param label number of the class
   * @returns [count · T · D]
   */
  async logitGradient(windows: Float32Array, count: number, label: number): Promise<Float32Array> {
    const { labels } = this.manifest;
    const [gradient] = await this.#run(({ head }) => {
      const chosen = tf.tensor(labels.map((_, at) => (at === label ? 1 : 0)));
      return [
        tf.grad((x) => tf.sum(tf.mul(apply(head, x), chosen)))(this.#windows(windows, count)) as tf.Tensor,
      ];
    });
    return gradient as Float32Array;
  }

  [Symbol.dispose](): void {
    this.#networks.backbone.dispose();
    this.#networks.head.dispose();
  }

  #frames(input: Float32Array, count: number): tf.Tensor {
    const { inputSize } = this.manifest.backbone;
    return tf.tensor(input, [count, inputSize, inputSize, 3]);
  }

  #windows(windows: Float32Array, count: number): tf.Tensor {
    const { head, backbone } = this.manifest;
    return tf.tensor(windows, [count, head.window, backbone.featureLength]);
  }

  async #run(compute: (networks: Networks) => tf.Tensor[]): Promise<Float32Array[]> {
    try {
      return await this.#runOnce(compute);
    } catch (error) {
      if (this.#engine.lost) {
        await this.#rebuild();
        return this.#runOnce(compute);
      }
      if (/memory|alloc/i.test(messageOf(error))) {
        throw new AppError('out-of-memory', 'The compute device ran out of memory.', {
          remedy: 'Close other tabs, or choose the WebAssembly backend in Settings.',
          cause: error,
        });
      }
      throw error;
    }
  }

  async #runOnce(compute: (networks: Networks) => tf.Tensor[]): Promise<Float32Array[]> {
    const results = tf.tidy(() => compute(this.#networks));
    try {
      const data = (await Promise.all(results.map((result) => result.data()))) as Float32Array[];
      // A lost WebGPU device answers reads with zeros instead of an error.
      if (this.#engine.lost) throw new Error('The graphics device was lost.');
      return data;
    } finally {
      if (!this.#engine.lost) tf.dispose(results);
    }
  }

  async #rebuild(): Promise<void> {
    await this.#engine.rebuild();
    this.#networks = await buildNetworks(this.#bundle);
    this.onRebuilt?.();
  }
}

function apply(model: tf.LayersModel, x: tf.Tensor): tf.Tensor {
  return model.apply(x) as tf.Tensor;
}

async function buildNetworks(bundle: ModelBundle): Promise<Networks> {
  const { head, labels } = bundle.manifest;
  const { inputSize, featureLength, model } = bundle.manifest.backbone;
  const backbone = await buildLayersModel(bundle, model, {
    input: [inputSize, inputSize, 3],
    output: [featureLength],
  });
  return {
    backbone,
    head: await buildLayersModel(bundle, head.model, {
      input: [head.window, featureLength],
      output: [labels.length],
    }),
    cut: cutAtMap(backbone),
  };
}
