import { messageOf } from '../../base/index.ts';
import type { ActivityLog, LogHead } from '../../contract/index.ts';
import { parseCaseDocument, type CaseDocument } from '../case-json.ts';
import { parseLog } from '../log/parse-log.ts';
import { verifyLog, type LogFault, type LogVerdict } from '../log/verify-log.ts';
import { sha256Hex } from '../sha256.ts';
import { parseManifest, type BundleEntry, type BundleManifest } from './bundle-manifest.ts';
import { casePath, isSafePath, logPath, manifestPath, repeatedPaths } from './bundle-path.ts';
import { disagreements } from './disagreements.ts';
import { readZip, type ZipContents, type ZipDamage } from './read-zip.ts';

export type BundleFault =
  | { readonly kind: 'no-bundle' }
  /** A zip, but not as Vigil wrote it: another program packed it anew. */
  | { readonly kind: 'repacked' }
  | { readonly kind: 'container'; readonly damage: ZipDamage }
  | { readonly kind: 'unreadable'; readonly path: string; readonly detail: string }
  /** The manifest does not give its own seal. */
  | { readonly kind: 'seal' }
  | { readonly kind: 'altered'; readonly path: string }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'extra'; readonly path: string }
  | { readonly kind: 'repeated'; readonly path: string }
  | { readonly kind: 'unsafe-path'; readonly path: string }
  | { readonly kind: 'log'; readonly fault: LogFault }
  /** Two files of the bundle, each whole in itself, tell different stories. */
  | { readonly kind: 'disagrees'; readonly path: string; readonly detail: string }
  /** The bundle is not the one whose SHA-256 was noted. */
  | { readonly kind: 'not-as-noted' };

export interface BundleVerdict {
  readonly isIntact: boolean;
  /** Of the whole file as it lies here. */
  readonly sha256: string;
  /** null where it cannot be read. */
  readonly manifest: BundleManifest | null;
  readonly document: CaseDocument | null;
  readonly log: { readonly content: ActivityLog; readonly verdict: LogVerdict } | null;
  readonly entries: readonly (BundleEntry & { readonly isIntact: boolean })[];
  readonly faults: readonly BundleFault[];
}

/** What was noted where nobody could change it: on paper, in a mail, in another bundle. */
export interface Noted {
  readonly sha256?: string;
  readonly heads?: readonly LogHead[];
}

/**
 * Holds everything in a bundle against everything else: each byte of the container, each file against the manifest, the
 * chain of the log, the log's last entry against the files, the case against what the log says was ingested. Never
 * throws for what is in the bundle. Without {@link Noted} it cannot tell a bundle that was written anew as a whole.
 */
export async function verifyBundle(
  bytes: Uint8Array<ArrayBuffer>,
  noted: Noted = {},
): Promise<BundleVerdict> {
  const zip = readZip(bytes);
  const sha256 = await sha256Hex(bytes);
  const faults: BundleFault[] = [];
  if (noted.sha256 !== undefined && noted.sha256.toLowerCase() !== sha256) {
    faults.push({ kind: 'not-as-noted' });
  }
  if (zip.writer !== 'vigil') {
    faults.push({ kind: zip.writer === 'other' ? 'repacked' : 'no-bundle' });
    return { ...nothingRead, sha256, faults };
  }
  faults.push(...containerFaults(zip), ...pathFaults(zip));
  const files = new Map(zip.entries.map(({ path, data }) => [path, data]));
  const read = readerOf(files, faults);

  const sealing = await read(manifestPath, parseManifest);
  if (sealing?.isSealWhole === false) faults.push({ kind: 'seal' });
  const manifest = sealing?.manifest ?? null;
  const entries = await hashEntries(zip);
  if (manifest) faults.push(...againstManifest(entries, manifest));

  const document = await read(casePath, (source) => parseCaseDocument(JSON.parse(source)));
  const content = await read(logPath, (source) => parseLog(JSON.parse(source)));
  const heads = [...(noted.heads ?? []), ...(document ? [document.logHead] : [])];
  const log = content ? { content, verdict: await verifyLog(content, heads) } : null;
  if (log) faults.push(...log.verdict.faults.map((fault) => ({ kind: 'log', fault }) as const));
  // A broken log is no witness.
  if (manifest && document && log?.verdict.isIntact === true) {
    faults.push(...disagreements(manifest, document, log.content));
  }
  const wrong = new Set(faults.map(pathOf));
  return {
    isIntact: faults.length === 0,
    ...{ sha256, manifest, document, log, faults: withoutRepetition(faults) },
    entries: entries.map((entry) => ({ ...entry, isIntact: !wrong.has(entry.path) })),
  };
}

const nothingRead = { isIntact: false, manifest: null, document: null, log: null, entries: [] } as const;

function pathOf(fault: BundleFault): string | null {
  if (fault.kind === 'container') return fault.damage.path;
  return 'path' in fault ? fault.path : null;
}

/** Altered data break their checksum as well as their hash; the hash says it better. */
function withoutRepetition(faults: readonly BundleFault[]): BundleFault[] {
  const altered = new Set(faults.filter(({ kind }) => kind === 'altered').map(pathOf));
  return faults.filter(
    (fault) => fault.kind !== 'container' || fault.damage.part !== 'data' || !altered.has(fault.damage.path),
  );
}

function containerFaults({ damage }: ZipContents): BundleFault[] {
  return damage.map((one) => ({ kind: 'container', damage: one }));
}

function pathFaults({ entries }: ZipContents): BundleFault[] {
  const paths = entries.map(({ path }) => path);
  return [
    ...paths.filter((path) => !isSafePath(path)).map((path) => ({ kind: 'unsafe-path', path }) as const),
    ...repeatedPaths(paths).map((path) => ({ kind: 'repeated', path }) as const),
  ];
}

/** Reads one file as text and JSON; what fails becomes a fault instead of an exception. */
function readerOf(files: ReadonlyMap<string, Uint8Array>, faults: BundleFault[]) {
  return async <T>(path: string, parse: (source: string) => T | Promise<T>): Promise<T | null> => {
    const data = files.get(path);
    if (!data) {
      faults.push({ kind: 'missing', path });
      return null;
    }
    try {
      return await parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data));
    } catch (error) {
      faults.push({ kind: 'unreadable', path, detail: messageOf(error) });
      return null;
    }
  };
}

function hashEntries({ entries }: ZipContents): Promise<BundleEntry[]> {
  return Promise.all(
    entries.map(async ({ path, data }) => ({
      path,
      sizeBytes: data.length,
      sha256: await sha256Hex(data),
    })),
  );
}

function againstManifest(found: readonly BundleEntry[], { entries }: BundleManifest): BundleFault[] {
  const wanted = new Map(entries.map((entry) => [entry.path, entry]));
  const present = new Set(found.map(({ path }) => path));
  const core = new Set([manifestPath, casePath, logPath]);
  return [
    ...found.flatMap(({ path, sha256, sizeBytes }): BundleFault[] => {
      if (path === manifestPath) return [];
      const entry = wanted.get(path);
      if (!entry) return [{ kind: 'extra', path }];
      return entry.sha256 === sha256 && entry.sizeBytes === sizeBytes ? [] : [{ kind: 'altered', path }];
    }),
    ...entries
      .filter(({ path }) => !present.has(path) && !core.has(path))
      .map(({ path }) => ({ kind: 'missing', path }) as const),
  ];
}
