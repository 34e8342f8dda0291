import { AppError, messageOf } from '../base/index.ts';
import { tf, type ComputeEngine } from '../compute/index.ts';
import type { ModelIdentity, ModelManifest } from '../contract/index.ts';
import { buildLayersModel } from './layers-model.ts';
import type { ModelBundle } from './model-bundle.ts';

interface Networks {
  readonly backbone: tf.LayersModel;
  readonly head: tf.LayersModel;
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

  /** @param input [count, S, S, 3], preprocessed
   *  @returns features [count · D] */
  embed(input: Float32Array, count: number): Promise<Float32Array> {
    const { inputSize } = this.manifest.backbone;
    return this.#run('backbone', input, [count, inputSize, inputSize, 3]);
  }

  /** @param windows [count, T, D]
   *  @returns logits [count · labels] */
  classify(windows: Float32Array, count: number): Promise<Float32Array> {
    const { head, backbone } = this.manifest;
    return this.#run('head', windows, [count, head.window, backbone.featureLength]);
  }

  [Symbol.dispose](): void {
    this.#networks.backbone.dispose();
    this.#networks.head.dispose();
  }

  async #run(part: keyof Networks, values: Float32Array, shape: number[]): Promise<Float32Array> {
    try {
      return await this.#runOnce(part, values, shape);
    } catch (error) {
      if (this.#engine.lost) {
        await this.#rebuild();
        return this.#runOnce(part, values, shape);
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

  async #runOnce(part: keyof Networks, values: Float32Array, shape: number[]): Promise<Float32Array> {
    const result = tf.tidy(() => this.#networks[part].apply(tf.tensor(values, shape)) as tf.Tensor);
    try {
      const data = (await result.data()) as Float32Array;
      // A lost WebGPU device answers reads with zeros instead of an error.
      if (this.#engine.lost) throw new Error('The graphics device was lost.');
      return data;
    } finally {
      if (!this.#engine.lost) result.dispose();
    }
  }

  async #rebuild(): Promise<void> {
    await this.#engine.rebuild();
    this.#networks = await buildNetworks(this.#bundle);
    this.onRebuilt?.();
  }
}

async function buildNetworks(bundle: ModelBundle): Promise<Networks> {
  const { backbone, head, labels } = bundle.manifest;
  return {
    backbone: await buildLayersModel(bundle, backbone.model, {
      input: [backbone.inputSize, backbone.inputSize, 3],
      output: [backbone.featureLength],
    }),
    head: await buildLayersModel(bundle, head.model, {
      input: [head.window, backbone.featureLength],
      output: [labels.length],
    }),
  };
}
