import { AppError } from '../../base/index.ts';
import type { ActivityLog } from '../../contract/index.ts';
import type { CaseDocument } from '../case-json.ts';
import type { BundleManifest } from './bundle-manifest.ts';
import { describeBundleFault } from './describe-fault.ts';
import { readZip } from './read-zip.ts';
import { verifyBundle } from './verify-bundle.ts';

export interface UnpackedBundle {
  readonly manifest: BundleManifest;
  readonly document: CaseDocument;
  readonly log: ActivityLog;
  /** Every file by its path; views of the bytes given. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** Of the bundle, for the log. */
  readonly sha256: string;
}

/**
 * Opens a bundle that is intact.
 * @throws AppError 'input-invalid' whose sentence names the first thing that is not
 */
export async function unpackBundle(bytes: Uint8Array<ArrayBuffer>): Promise<UnpackedBundle> {
  const { manifest, document, log, sha256, faults } = await verifyBundle(bytes);
  const [fault] = faults;
  if (fault || !manifest || !document || !log) {
    throw new AppError('input-invalid', fault ? describeBundleFault(fault) : 'This is no case bundle.', {
      remedy: 'Ask for the bundle again, as Vigil wrote it, and check it with the verifier page.',
      details: { faults: faults.length },
    });
  }
  const files = new Map(readZip(bytes).entries.map(({ path, data }) => [path, data]));
  return { manifest, document, log: log.content, files, sha256 };
}
