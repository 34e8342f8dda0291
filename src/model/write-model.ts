import { AppError, toHalf } from '../base/index.ts';
import type { ModelFile, ModelFiles, ModelManifest, NamedWeight } from '../contract/index.ts';
import { extentOf, type StoredWeight, type WeightGroup } from './head/stored-weights.ts';
import { concatenated, fileOf, manifestPath, parseJson, sha256Of, type ModelBundle } from './model-bundle.ts';

/** A manifest but for what writing finds out. */
export type ManifestFields = Omit<
  ModelManifest,
  'format' | 'formatVersion' | 'backbone' | 'head' | 'files'
> & {
  readonly backbone: Omit<ModelManifest['backbone'], 'model'>;
  readonly head: Omit<ModelManifest['head'], 'model'>;
};

/** A network as its model.json and weights.bin. */
export interface NetworkParts {
  readonly topology: object;
  readonly specs: readonly StoredWeight[];
  /** The weights as `specs` describe them, one after another; empty for a network without weights. */
  readonly bytes: ArrayBuffer;
}

export interface ModelParts {
  readonly manifest: ManifestFields;
  readonly head: { readonly topology: object; readonly weights: readonly NamedWeight[] };
  readonly backbone: NetworkParts & {
    /** Weights that were fitted further: they take the place of those of the same name, in the same storage. */
    readonly replaced?: readonly NamedWeight[];
  };
  /** Files that go with the model and that running it does not need, as the list of clips it learned from. */
  readonly extra?: readonly FileParts[];
}

/**
 * Writes a model folder. The same parts give the same bytes: `manifest.created` and all else that could differ is an
 * argument. The head is stored in float32, so that it gives exactly what it gave when it was judged.
 * @throws AppError 'model-incompatible' when a replaced weight is not in the backbone or has another shape
 */
export async function writeModel({ manifest, head, backbone, extra = [] }: ModelParts): Promise<ModelFiles> {
  const files = [
    ...networkFiles('backbone', { ...backbone, bytes: replacedBytes(backbone) }),
    ...networkFiles('head', { topology: head.topology, ...asFloat32(head.weights) }),
    ...extra,
  ];
  const whole: ModelManifest = {
    format: 'vigil-model',
    formatVersion: 1,
    ...manifest,
    backbone: { model: 'backbone/model.json', ...manifest.backbone },
    head: { model: 'head/model.json', ...manifest.head },
    files: await Promise.all(files.map(describe)),
  };
  const manifestBytes = jsonBytes(whole, 2);
  return {
    manifest: whole,
    identity: { id: whole.id, sha256: await sha256Of(manifestBytes) },
    files: [{ path: manifestPath, bytes: manifestBytes }, ...files],
  };
}

/** The backbone of a model that was read, to be written again. */
export function backboneOf(bundle: ModelBundle): NetworkParts {
  const path = bundle.manifest.backbone.model;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const { modelTopology, weightsManifest } = parseJson(fileOf(bundle, path), path) as {
    modelTopology: object;
    weightsManifest: readonly WeightGroup[];
  };
  return {
    topology: modelTopology,
    specs: weightsManifest.flatMap(({ weights }) => weights),
    bytes: concatenated(
      weightsManifest.flatMap(({ paths }) => paths.map((name) => fileOf(bundle, folder + name))),
    ),
  };
}

type FileParts = ModelFiles['files'][number];

function networkFiles(folder: string, { topology, specs, bytes }: NetworkParts): FileParts[] {
  const weightsManifest = specs.length === 0 ? [] : [{ paths: ['weights.bin'], weights: specs }];
  const json = { format: 'layers-model', generatedBy: 'vigil', convertedBy: null, modelTopology: topology };
  const model = { path: `${folder}/model.json`, bytes: jsonBytes({ ...json, weightsManifest }) };
  return specs.length === 0 ? [model] : [model, { path: `${folder}/weights.bin`, bytes }];
}

function asFloat32(weights: readonly NamedWeight[]): Pick<NetworkParts, 'specs' | 'bytes'> {
  return {
    specs: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
    bytes: concatenated(weights.map(({ values }) => values.slice().buffer)),
  };
}

function replacedBytes({ specs, bytes, replaced = [] }: ModelParts['backbone']): ArrayBuffer {
  const all = new Uint8Array(bytes.slice(0));
  const left = new Map(replaced.map((weight) => [weight.name, weight]));
  let at = 0;
  for (const spec of specs) {
    const weight = left.get(spec.name);
    if (weight) all.set(encoded(weight, spec), at);
    left.delete(spec.name);
    at += extentOf(spec).sizeBytes;
  }
  const [unknown] = left.keys();
  if (unknown !== undefined) throw misfit(unknown);
  return all.buffer;
}

function encoded({ shape, values }: NamedWeight, spec: StoredWeight): Uint8Array {
  const { storage } = extentOf(spec);
  if (String(shape) !== String(spec.shape) || !['float16', 'float32'].includes(storage))
    throw misfit(spec.name);
  const stored = storage === 'float16' ? toHalf(values) : values;
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}

function misfit(name: string): AppError {
  return new AppError('model-incompatible', `The backbone has no weight ${name} of this shape and storage.`, {
    details: { name },
  });
}

async function describe({ path, bytes }: FileParts): Promise<ModelFile> {
  return { path, sizeBytes: bytes.byteLength, sha256: await sha256Of(bytes) };
}

function jsonBytes(value: unknown, indent?: number): ArrayBuffer {
  return new TextEncoder().encode(JSON.stringify(value, null, indent)).buffer;
}
