import { AppError, messageOf } from '../base/index.ts';
import {
  parseModelManifest,
  type ModelFile,
  type ModelIdentity,
  type ModelManifest,
  type ModelSource,
} from '../contract/index.ts';

/** A model's files in memory, each checked against the hash in its manifest. */
export interface ModelBundle {
  readonly manifest: ModelManifest;
  readonly identity: ModelIdentity;
  readonly files: ReadonlyMap<string, ArrayBuffer>;
}

type Read = (path: string) => Promise<ArrayBuffer>;

/** A model folder is a few MB; anything far above it is not one. */
const maxFileBytes = 64e6;

/**
 * Reads manifest.json and the files that it names.
 * @throws AppError 'model-missing', 'model-corrupt' (a file's size or SHA-256 differs), 'model-incompatible'
 */
export async function readModel(source: ModelSource, signal: AbortSignal): Promise<ModelBundle> {
  const read = source.kind === 'url' ? readFromUrl(source.url, signal) : readFromFiles(source.files);
  const manifestBytes = await read('manifest.json');
  const manifest = parseModelManifest(parseJson(manifestBytes, 'manifest.json'), 'manifest.json');
  const files = new Map<string, ArrayBuffer>();
  for (const file of manifest.files) {
    signal.throwIfAborted();
    const bytes = await read(file.path);
    await assertIntact(file, bytes, manifest.id);
    files.set(file.path, bytes);
  }
  return { manifest, identity: { id: manifest.id, sha256: await sha256(manifestBytes) }, files };
}

export function parseJson(bytes: ArrayBuffer, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AppError('model-incompatible', `${name} is not valid JSON: ${messageOf(cause)}.`, {
      remedy: 'Choose the manifest.json of a model that Vigil exported.',
      cause,
    });
  }
}

function readFromUrl(url: string, signal: AbortSignal): Read {
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

function readFromFiles(files: readonly File[]): Read {
  return async (path) => {
    const file = files.find(
      ({ name, webkitRelativePath }) => path === name || webkitRelativePath.endsWith(`/${path}`),
    );
    const byName = file ?? files.find(({ name }) => name === path.replaceAll('/', '__'));
    if (!byName) throw missing(path, 'it was not among the chosen files');
    if (byName.size > maxFileBytes) {
      throw new AppError(
        'model-incompatible',
        `${path} is too large for a Vigil model (${byName.size} bytes).`,
      );
    }
    return byName.arrayBuffer();
  };
}

function missing(path: string, reason: string): AppError {
  return new AppError('model-missing', `The model's file ${path} could not be read (${reason}).`, {
    remedy: 'Reload the page, or choose the model folder again.',
  });
}

async function assertIntact(
  { path, sizeBytes, sha256: expected }: ModelFile,
  bytes: ArrayBuffer,
  id: string,
): Promise<void> {
  const actual = await sha256(bytes);
  if (bytes.byteLength === sizeBytes && actual === expected) return;
  throw new AppError(
    'model-corrupt',
    `The file ${path} of model ${id} is damaged: its SHA-256 is not the one in the manifest.`,
    {
      remedy: 'Reload the page to fetch it anew, or export the model again.',
      details: { expected, actual, sizeBytes: bytes.byteLength },
    },
  );
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
