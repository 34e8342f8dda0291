import { AppError, messageOf } from '../base/index.ts';
import {
  parseModelManifest,
  type ModelFile,
  type ModelManifest,
  type ModelSource,
} from '../contract/index.ts';
import { openArchive } from './archive/open-archive.ts';
import { checkManifest } from './check/check-manifest.ts';
import { checkNetwork } from './check/check-network.ts';
import { manifestPath, parseJson, sha256Of, type ModelBundle } from './model-bundle.ts';

/** A place that a model is read from. */
interface Origin {
  /** The one file that holds the model, for the sentence of an error; absent for a folder. */
  readonly archive?: string;
  read(path: string): Promise<ArrayBuffer>;
}

/** A model folder is a few MB; anything far above it is not one. */
const maxFileBytes = 64e6;
const maxManifestBytes = 2e6;

/**
 * Reads manifest.json and the files that it names, from a folder or from one `*.vigil-model` file, and checks them as
 * far as that goes without running the network: hashes, topology, shapes, and that every weight is a finite number.
 * @throws AppError 'model-missing', 'model-corrupt' (a file's size or SHA-256 differs), 'model-incompatible'
 */
export async function readModel(source: ModelSource, signal: AbortSignal): Promise<ModelBundle> {
  const origin = await openSource(source, signal);
  const where = (path: string) => (origin.archive ? `${path} in ${origin.archive}` : path);
  const manifestBytes = await origin.read(manifestPath);
  if (manifestBytes.byteLength > maxManifestBytes)
    throw tooLarge(where(manifestPath), manifestBytes.byteLength);
  const json = parseJson(manifestBytes, where(manifestPath));
  const manifest = parseModelManifest(json, where(manifestPath));
  checkManifest(manifest, where(manifestPath));
  const files = new Map([[manifestPath, manifestBytes]]);
  for (const file of manifest.files) {
    signal.throwIfAborted();
    const bytes = await origin.read(file.path);
    await assertIntact(file, bytes, where(file.path), manifest.id);
    files.set(file.path, bytes);
  }
  const identity = { id: manifest.id, sha256: await sha256Of(manifestBytes) };
  const bundle = { manifest, identity, files };
  for (const part of networksOf(manifest)) checkNetwork(bundle, part, where);
  return bundle;
}

/** The two networks of a model with the shapes that its manifest promises, without the batch axis. */
function networksOf({ backbone, head, labels }: ModelManifest) {
  const { inputSize, featureLength } = backbone;
  return [
    { path: backbone.model, input: [inputSize, inputSize, 3], output: [featureLength] },
    { path: head.model, input: [head.window, featureLength], output: [labels.length] },
  ];
}

async function openSource(source: ModelSource, signal: AbortSignal): Promise<Origin> {
  if (source.kind === 'url') return { read: readFromUrl(source.url, signal) };
  const [only] = source.files;
  if (!only || source.files.length > 1 || only.name === manifestPath)
    return { read: readFromFiles(source.files) };
  const find = await openArchive(only, signal);
  return {
    archive: only.name,
    read: async (path) => {
      const bytes = find(path);
      if (!bytes) throw missing(`${path} in ${only.name}`, 'it is not there');
      return bytes;
    },
  };
}

function readFromUrl(url: string, signal: AbortSignal): Origin['read'] {
  return async (path) => {
    const address = new URL(path, url.endsWith('/') ? url : `${url}/`);
    const response = await fetch(address, { signal }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw missing(path, messageOf(cause));
    });
    if (!response.ok) throw missing(path, `status ${response.status}`);
    return response.arrayBuffer();
  };
}

function readFromFiles(files: readonly File[]): Origin['read'] {
  return async (path) => {
    const file = files.find((candidate) => isAt(candidate, path));
    if (!file) throw missing(path, 'it was not among the chosen files');
    if (file.size > maxFileBytes) throw tooLarge(path, file.size);
    return file.arrayBuffer();
  };
}

/** A file keeps its folder only where the browser says it; elsewhere `folder__name` stands for it. */
function isAt({ name, webkitRelativePath }: Pick<File, 'name'> & Partial<File>, path: string): boolean {
  return (
    name === path || name === path.replaceAll('/', '__') || (webkitRelativePath ?? '').endsWith(`/${path}`)
  );
}

function missing(path: string, reason: string): AppError {
  return new AppError('model-missing', `The model's file ${path} could not be read (${reason}).`, {
    remedy: 'Reload the page, or choose a model that Vigil exported.',
  });
}

function tooLarge(path: string, sizeBytes: number): AppError {
  return new AppError('model-incompatible', `${path} is too large for a Vigil model (${sizeBytes} bytes).`, {
    remedy: 'Choose a model that Vigil exported.',
  });
}

async function assertIntact(
  { sizeBytes, sha256: expected }: ModelFile,
  bytes: ArrayBuffer,
  name: string,
  id: string,
): Promise<void> {
  const actual = await sha256Of(bytes);
  if (bytes.byteLength === sizeBytes && actual === expected) return;
  throw new AppError(
    'model-corrupt',
    `The file ${name} of model ${id} is damaged: its SHA-256 is not the one in the manifest.`,
    {
      remedy: 'Reload the page to fetch it anew, or export the model again.',
      details: { expected, actual, sizeBytes: bytes.byteLength },
    },
  );
}
