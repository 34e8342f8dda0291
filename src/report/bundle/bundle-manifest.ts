import type { LogHead } from '../../contract/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Application } from '../case-report.ts';
import { sha256Hex } from '../sha256.ts';
import { count, fields, instant, listOf, oneOf, sha256Text, text } from '../shape.ts';

export interface BundleEntry {
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** `manifest.json`: every other file of the bundle, and the head of the log in it. */
export interface BundleManifest {
  readonly format: 'vigil-bundle';
  readonly formatVersion: 1;
  readonly caseId: string;
  readonly caseName: string;
  /** When it was made, milliseconds since 1970. */
  readonly at: number;
  readonly by: string;
  readonly application: Application;
  readonly logHead: LogHead;
  /** By path; all files but the manifest itself. */
  readonly entries: readonly BundleEntry[];
  /** SHA-256 of the canonical JSON of all other fields. */
  readonly seal: string;
}

/** The manifest with its seal. */
export async function sealed(manifest: Omit<BundleManifest, 'seal'>): Promise<BundleManifest> {
  return { ...manifest, seal: await sha256Hex(canonicalJson(manifest)) };
}

const shape = fields({
  format: oneOf('vigil-bundle'),
  formatVersion: oneOf(1),
  caseId: text,
  caseName: text,
  at: instant,
  by: text,
  application: fields({ name: text, version: text }),
  logHead: fields({ sequence: count, hash: sha256Text }),
  entries: listOf(fields({ path: text, sizeBytes: count, sha256: sha256Text })),
  seal: sha256Text,
});

/**
 * Reads a manifest and holds it against its own seal and form.
 * @throws AppError 'input-invalid' naming the first place that is wrong; SyntaxError when it is no JSON
 */
export async function parseManifest(
  source: string,
): Promise<{ manifest: BundleManifest; isSealWhole: boolean }> {
  const json: unknown = JSON.parse(source);
  shape(json, manifestName);
  const manifest = json as BundleManifest;
  const { seal, ...rest } = manifest;
  const isSealWhole = canonicalJson(manifest) === source && (await sha256Hex(canonicalJson(rest))) === seal;
  return { manifest, isSealWhole };
}

const manifestName = 'manifest.json';
