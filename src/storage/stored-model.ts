import type { ModelFiles, ModelIdentity, ModelManifest } from '../contract/index.ts';

/** What the user calls a model and how it came here. */
export interface ModelLabel {
  readonly name: string;
  readonly note: string;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  readonly source: 'trained' | 'imported';
  /** The run that gave it; that may have been deleted since. */
  readonly runId?: string;
}

/** A model of the registry without its bytes. */
export interface ModelEntry extends ModelLabel {
  /** SHA-256 of its manifest, so that the same model is never there twice. */
  readonly key: string;
  readonly identity: ModelIdentity;
  readonly manifest: ModelManifest;
  readonly sizeBytes: number;
}

export interface StoredModelFiles {
  readonly key: string;
  readonly files: ModelFiles['files'];
}

export function modelEntry({ identity, manifest, files }: ModelFiles, label: ModelLabel): ModelEntry {
  const sizeBytes = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  return { ...label, key: identity.sha256, identity, manifest, sizeBytes };
}
