import { AppError, messageOf } from '../base/index.ts';
import { tf } from '../compute/index.ts';
import { concatenated, fileOf, parseJson, type ModelBundle } from './model-bundle.ts';

interface LayersModelJson {
  readonly modelTopology: object;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: tf.io.WeightsManifestEntry[];
  }[];
}

/**
 * Builds a TensorFlow.js layers model from a bundle. Weights stored as float16 become float32 here.
 * @param path of its model.json, as the manifest names it
 * @param shapes the input and output shape that the manifest promises, without the batch axis
 * @throws AppError 'model-incompatible' when it cannot be built or has other shapes
 */
export async function buildLayersModel(
  bundle: ModelBundle,
  path: string,
  shapes: { readonly input: readonly number[]; readonly output: readonly number[] },
): Promise<tf.LayersModel> {
  const json = parseJson(fileOf(bundle, path), path) as LayersModelJson;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const groups = json.weightsManifest;
  const handler: tf.io.IOHandler = {
    load: () =>
      Promise.resolve({
        modelTopology: json.modelTopology,
        weightSpecs: groups.flatMap(({ weights }) => weights),
        weightData: concatenated(
          groups.flatMap(({ paths }) => paths.map((name) => fileOf(bundle, folder + name))),
        ),
      }),
  };
  const model = await tf.loadLayersModel(handler).catch((cause: unknown) => {
    throw new AppError('model-incompatible', `${path} could not be built: ${messageOf(cause)}`, { cause });
  });
  const found = { input: model.inputs[0]?.shape.slice(1), output: model.outputs[0]?.shape.slice(1) };
  for (const side of ['input', 'output'] as const) {
    if (String(found[side]) === String(shapes[side])) continue;
    model.dispose();
    throw new AppError(
      'model-incompatible',
      `${path} has ${side} [${found[side]}], but its manifest says [${shapes[side]}].`,
    );
  }
  return model;
}

/** @throws AppError 'model-incompatible' when the bundle has no file of that name */
