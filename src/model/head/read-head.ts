import { AppError } from '../../base/index.ts';
import type { NamedWeight } from '../../contract/index.ts';
import { fileOf, parseJson, type ModelBundle } from '../model-bundle.ts';
import { headWeightSpecs, type HeadShape } from './head-shape.ts';
import { headTopology, type LayerJson } from './head-topology.ts';
import { storedWeights, type WeightGroup } from './stored-weights.ts';

/** A model's head as numbers: what fitting starts from. */
export interface HeadWeights {
  readonly shape: HeadShape;
  readonly weights: readonly NamedWeight[];
}

interface HeadJson {
  readonly modelTopology?: { readonly config?: { readonly layers?: readonly LayerJson[] } };
  readonly weightsManifest?: readonly WeightGroup[];
}

/**
 * Reads the head of a model.
 * @throws AppError 'model-incompatible' when it is not built as Vigil builds heads
 */
export function headWeightsOf(bundle: ModelBundle): HeadWeights {
  const { head, backbone, labels } = bundle.manifest;
  const json = parseJson(fileOf(bundle, head.model), head.model) as HeadJson;
  const folder = head.model.slice(0, head.model.lastIndexOf('/') + 1);
  const stored = storedWeights(json.weightsManifest ?? [], (path) => fileOf(bundle, folder + path));
  const sideOf = (name: string) => stored.find((weight) => weight.name === name)?.shape[0] ?? 0;
  const shape: HeadShape = {
    kind: head.kind,
    labels: labels.length,
    window: head.window,
    featureLength: backbone.featureLength,
    projection: sideOf('lstm/kernel'),
    units: sideOf('lstm/recurrent_kernel'),
  };
  const layers = json.modelTopology?.config?.layers ?? [];
  const expected = headTopology(shape).config.layers;
  if (outline(layers) !== outline(expected)) throw otherArchitecture(bundle);
  return { shape, weights: headWeightSpecs(shape).map((spec) => weightOf(spec, stored, bundle)) };
}

function weightOf(
  { name, shape }: { readonly name: string; readonly shape: readonly number[] },
  stored: readonly NamedWeight[],
  bundle: ModelBundle,
): NamedWeight {
  const found = stored.find((weight) => weight.name === name);
  if (!found || String(found.shape) !== String(shape)) throw otherArchitecture(bundle);
  return found;
}

/** What makes two models the same function: which layers, how joined, how activated. */
function outline(layers: readonly LayerJson[]): string {
  return JSON.stringify(
    layers.map(({ class_name, name, config, inbound_nodes }) => [
      class_name,
      name,
      ...['units', 'activation', 'recurrent_activation', 'use_bias', 'return_sequences', 'go_backwards'].map(
        (key) => config[key] ?? null,
      ),
      inbound_nodes.flatMap((node) => node.map(([from]) => from)),
    ]),
  );
}

function otherArchitecture({ manifest }: ModelBundle): AppError {
  return new AppError(
    'model-incompatible',
    `The head of model ${manifest.id} is not built as Vigil's ${manifest.head.kind} head, so fitting cannot start from it.`,
    { remedy: 'Start from scratch, or choose a model that Vigil exported.' },
  );
}
