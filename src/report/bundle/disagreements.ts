import type { Activity, ActivityLog } from '../../contract/index.ts';
import type { CaseDocument } from '../case-json.ts';
import type { BundleManifest } from './bundle-manifest.ts';
import { casePath, logPath } from './bundle-path.ts';

interface Disagreement {
  readonly kind: 'disagrees';
  readonly path: string;
  readonly detail: string;
}

/**
 * Where files that are each whole tell different stories: who alters a file and makes the manifest fit still has the
 * log against him, and who alters the log has its chain.
 */
export function disagreements(
  manifest: BundleManifest,
  document: CaseDocument,
  log: ActivityLog,
): Disagreement[] {
  return [
    ...identities(manifest, document, log),
    ...againstExport(manifest, log),
    ...againstIngest(document, log),
  ];
}

function identities(manifest: BundleManifest, { case: subject }: CaseDocument, log: ActivityLog) {
  const found: Disagreement[] = [];
  if (subject.id !== manifest.caseId) found.push(says(casePath, 'it is of another case than the manifest'));
  if (log.caseId !== manifest.caseId) found.push(says(logPath, 'it is of another case than the manifest'));
  if (log.head.hash !== manifest.logHead.hash || log.head.sequence !== manifest.logHead.sequence) {
    found.push(says(logPath, 'it does not end where the manifest says'));
  }
  return found;
}

/** The last entry of the log names the hash of each file that went into the bundle. */
function againstExport({ entries }: BundleManifest, log: ActivityLog): Disagreement[] {
  const last = log.entries.at(-1)?.activity;
  if (last?.kind !== 'export' || last.what !== 'bundle' || !Array.isArray(last.files)) {
    return [says(logPath, 'its last entry is not the export of this bundle')];
  }
  const logged = new Map(last.files.map(({ name, sha256 }) => [name, sha256]));
  const listed = new Set(entries.map(({ path }) => path));
  return [
    ...entries
      .filter(({ path, sha256 }) => path !== logPath && logged.get(path) !== sha256)
      .map(({ path }) => says(path, 'it is not the file that the log says was exported')),
    ...[...logged.keys()]
      .filter((name) => !listed.has(name))
      .map((name) => says(name, 'the log says it was exported, but the manifest leaves it out')),
  ];
}

/** The hash under which a clip stands in the case must be the one that was logged when it was added or found again. */
function againstIngest({ case: { clips } }: CaseDocument, log: ActivityLog): Disagreement[] {
  const logged = new Map<string, string>();
  for (const { activity } of log.entries) {
    if (isHashing(activity)) logged.set(activity.clip, activity.sha256);
  }
  return clips
    .filter(({ id, sha256 }) => sha256 !== null && logged.get(id) !== sha256)
    .map(({ id }) => says(casePath, `the SHA-256 of clip ${id} is not the one that the log says was added`));
}

function isHashing(activity: Activity): activity is Activity & { kind: 'ingest' | 'relink' } {
  return activity.kind === 'ingest' || activity.kind === 'relink';
}

function says(path: string, detail: string): Disagreement {
  return { kind: 'disagrees', path, detail };
}
