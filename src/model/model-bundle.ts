import { AppError, messageOf } from '../base/index.ts';
import type { ModelFiles, ModelIdentity, ModelManifest } from '../contract/index.ts';

/** A model's files in memory, each checked against the hash in its manifest. */
export interface ModelBundle {
  readonly manifest: ModelManifest;
  readonly identity: ModelIdentity;
  /** manifest.json and what it names. */
  readonly files: ReadonlyMap<string, ArrayBuffer>;
}

export const manifestPath = 'manifest.json';

export function toModelFiles({ manifest, identity, files }: ModelBundle): ModelFiles {
  return { manifest, identity, files: Array.from(files, ([path, bytes]) => ({ path, bytes })) };
}

export function toModelBundle({ manifest, identity, files }: ModelFiles): ModelBundle {
  return { manifest, identity, files: new Map(files.map(({ path, bytes }) => [path, bytes])) };
}

/** @throws AppError 'model-incompatible' when the manifest does not list it */
export function fileOf({ files, manifest }: ModelBundle, path: string): ArrayBuffer {
  const bytes = files.get(path);
  if (!bytes)
    throw new AppError('model-incompatible', `The manifest of ${manifest.id} does not list ${path}.`);
  return bytes;
}

/** @throws AppError 'model-incompatible' */
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

export function concatenated(parts: readonly ArrayBuffer[]): ArrayBuffer {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return all.buffer;
}

/** Lower-case hex. */
export async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
