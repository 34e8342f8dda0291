import { tf } from '../../compute/index.ts';
import { storedWeights, type LayerJson, type WeightGroup } from '../head/index.ts';
import { buildLayersModel } from '../layers-model.ts';
import { fileOf, parseJson, type ModelBundle } from '../model-bundle.ts';
import type { BackboneTail } from './backbone-tail.ts';
import { tailLayers } from './tail-layers.ts';

/** Separable blocks that deep fine-tuning fits: as many as still learn from a few hundred clips. */
const fittedBlocks = 2;

interface BackboneJson {
  readonly modelTopology: { readonly config: { readonly layers: readonly LayerJson[] } };
  readonly weightsManifest: readonly WeightGroup[];
}

/**
 * A backbone cut in two: the front, frozen, turns frames into maps, which can be kept; the tail turns maps into
 * features and can be fitted, see {@link BackboneTail}. Holds the front's weights on the compute device until disposed.
 */
export class SplitBackbone implements Disposable {
  readonly #model: tf.LayersModel;
  readonly #front: tf.LayersModel;
  readonly #inputSize: number;
  readonly tail: BackboneTail;

  private constructor(model: tf.LayersModel, front: tf.LayersModel, inputSize: number, tail: BackboneTail) {
    this.#model = model;
    this.#front = front;
    this.#inputSize = inputSize;
    this.tail = tail;
  }

  /** @throws AppError 'model-incompatible' when the end of the backbone is not a chain that can be fitted */
  static async create(bundle: ModelBundle): Promise<SplitBackbone> {
    const { model: path, inputSize, featureLength } = bundle.manifest.backbone;
    const json = parseJson(fileOf(bundle, path), path) as BackboneJson;
    const all = json.modelTopology.config.layers;
    const layers = tailLayers(all, fittedBlocks);
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const names = new Set(layers.map(({ name }) => name));
    const weights = storedWeights(json.weightsManifest, (name) => fileOf(bundle, folder + name)).filter(
      ({ name }) => names.has(name.slice(0, name.lastIndexOf('/'))),
    );
    const shapes = { input: [inputSize, inputSize, 3], output: [featureLength] };
    const model = await buildLayersModel(bundle, path, shapes);
    const last = model.getLayer(all[all.length - layers.length - 1]?.name ?? '');
    const front = tf.model({ inputs: model.inputs, outputs: last.output });
    const [, height, width, channels] = front.outputs[0]?.shape as [null, number, number, number];
    return new SplitBackbone(model, front, inputSize, {
      mapShape: [height, width, channels],
      featureLength,
      layers,
      weights,
    });
  }

  /**
   * @param input [count, inputSize, inputSize, 3], preprocessed
   * @returns maps [count · height · width · channels]
   */
  async maps(input: Float32Array, count: number): Promise<Float32Array> {
    const size = this.#inputSize;
    const result = tf.tidy(() => this.#front.apply(tf.tensor(input, [count, size, size, 3])) as tf.Tensor);
    try {
      return (await result.data()) as Float32Array;
    } finally {
      result.dispose();
    }
  }

  [Symbol.dispose](): void {
    this.#model.dispose();
  }
}
