import { AppError } from '../../base/index.ts';
import { storedWeights, type WeightGroup } from '../head/stored-weights.ts';
import { fileOf, parseJson, type ModelBundle } from '../model-bundle.ts';
import { fieldsOf, isSide, listOf, Misbuilt } from './layer-config.ts';
import type { Shape } from './layer-rules.ts';
import { networkOutline, type NetworkOutline } from './network-outline.ts';

/** A network of a model and the shapes that the manifest promises, without the batch axis. */
export interface PromisedNetwork {
  /** Of its model.json. */
  readonly path: string;
  readonly input: Shape;
  readonly output: Shape;
}

/**
 * Checks a network without running it: it has the promised shapes, only layers that Vigil runs, exactly the weights
 * that these need, each of the right shape and finite.
 * @param where names one of the model's files for a person
 * @throws AppError 'model-incompatible'
 */
export function checkNetwork(
  bundle: ModelBundle,
  { path, input, output }: PromisedNetwork,
  where: (path: string) => string,
): void {
  const json = parseJson(fileOf(bundle, path), where(path));
  try {
    const { modelTopology, weightsManifest } = fieldsOf(json, 'network');
    const outline = networkOutline(modelTopology);
    assertPromised('input', outline.input, input);
    assertPromised('output', outline.output, output);
    const groups = groupsOf(weightsManifest);
    assertWeights(outline, groups);
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const read = (name: string): ArrayBuffer => {
      const bytes = bundle.files.get(folder + name);
      if (!bytes) throw new Misbuilt(`needs ${folder}${name}, which its manifest does not list`);
      return bytes;
    };
    storedWeights(groups, read, `The weight file of ${where(path)}`);
  } catch (cause) {
    if (!(cause instanceof Misbuilt)) throw cause;
    throw new AppError('model-incompatible', `${where(path)} ${cause.message}.`, {
      remedy: 'Choose a model that Vigil exported.',
      cause,
    });
  }
}

function assertPromised(side: string, found: Shape, promised: Shape): void {
  if (String(found) !== String(promised))
    throw new Misbuilt(`has ${side} [${found}], but its manifest says [${promised}]`);
}

function groupsOf(manifest: unknown): WeightGroup[] {
  return listOf(manifest, 'list of weights').map((value) => {
    const { paths, weights } = fieldsOf(value, 'list of weights');
    const isSound =
      listOf(paths, 'list of weight files').every((path) => typeof path === 'string') &&
      listOf(weights, 'list of weights').every(isStoredWeight);
    if (!isSound) throw new Misbuilt('has a list of weights that Vigil cannot read');
    return value as WeightGroup;
  });
}

function isStoredWeight(value: unknown): boolean {
  const { name, shape, dtype, quantization } = fieldsOf(value, 'list of weights');
  const storage = quantization === undefined ? {} : fieldsOf(quantization, 'weight storage');
  return (
    typeof name === 'string' &&
    typeof dtype === 'string' &&
    listOf(shape, 'weight shape', 8).every(isSide) &&
    (quantization === undefined || typeof storage['dtype'] === 'string')
  );
}

function assertWeights({ weights }: NetworkOutline, groups: readonly WeightGroup[]): void {
  const stored = groups.flatMap((group) => group.weights);
  for (const { name, shape } of stored) {
    const needed = weights.get(name);
    if (!needed) throw new Misbuilt(`stores the weight ${name}, which none of its layers has`);
    if (String(needed) !== String(shape))
      throw new Misbuilt(`stores ${name} as [${shape}], but its layer needs [${needed}]`);
  }
  const names = new Set(stored.map(({ name }) => name));
  if (names.size < stored.length) throw new Misbuilt('stores a weight twice');
  for (const name of weights.keys()) if (!names.has(name)) throw new Misbuilt(`lacks the weight ${name}`);
}
