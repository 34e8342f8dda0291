import { AppError } from '../../base/index.ts';
import type { ActivityLog } from '../../contract/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import { clipsCsv, eventsCsv } from '../case-csv.ts';
import { caseJson } from '../case-json.ts';
import type { CaseReport } from '../case-report.ts';
import { appendActivity } from '../log/activity-log.ts';
import { caseHtml } from '../page/case-html.ts';
import { sha256Hex } from '../sha256.ts';
import { sealed, type BundleEntry, type BundleManifest } from './bundle-manifest.ts';
import { casePath, isSafePath, logPath, manifestPath, repeatedPaths } from './bundle-path.ts';
import { writeZip } from './write-zip.ts';
import type { ZipEntry } from './zip-records.ts';

/** A file to go into a bundle beside what it always holds, as 'analyses/c1.json', 'stills/c1-e1.png', 'verify.html'. */
export type BundleFile = ZipEntry;

export interface PackedBundle {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the whole bundle: noted elsewhere, it proves the bundle. */
  readonly sha256: string;
  readonly manifest: BundleManifest;
  /** The log with the export in it, which is the log of the case from now on. */
  readonly log: ActivityLog;
}

/**
 * The whole case as one file: case.json, report.html, events.csv, clips.csv, the files given, then log.json, whose last
 * entry names the hash of each of those, and manifest.json, which names the hash of each file. The same report and files
 * give the same bytes.
 * @throws AppError 'input-invalid' for a path that is not safe or comes twice, or more than a bundle holds
 */
export async function packBundle(
  report: CaseReport,
  files: readonly BundleFile[] = [],
): Promise<PackedBundle> {
  const contents = inOrder([...madeFrom(report), ...files]);
  checkPaths(contents.map(({ path }) => path));
  const exported = await Promise.all(contents.map(describeEntry));
  const log = await appendActivity(report.log, {
    at: report.at,
    by: report.by,
    activity: {
      kind: 'export',
      what: 'bundle',
      clip: null,
      files: exported.map(({ path, sizeBytes, sha256 }) => ({ name: path, sizeBytes, sha256 })),
    },
  });
  const withLog = inOrder([...contents, textEntry(logPath, canonicalJson(log))]);
  const manifest = await sealed({
    format: 'vigil-bundle',
    formatVersion: 1,
    caseId: report.case.id,
    caseName: report.case.name,
    at: report.at,
    by: report.by,
    application: report.application,
    logHead: log.head,
    entries: await Promise.all(withLog.map(describeEntry)),
  });
  const bytes = writeZip([textEntry(manifestPath, canonicalJson(manifest)), ...withLog]);
  return { bytes, sha256: await sha256Hex(bytes), manifest, log };
}

function madeFrom(report: CaseReport): ZipEntry[] {
  return [
    textEntry(casePath, caseJson(report)),
    textEntry('report.html', caseHtml(report)),
    textEntry('events.csv', eventsCsv(report)),
    textEntry('clips.csv', clipsCsv(report)),
  ];
}

function checkPaths(paths: readonly string[]): void {
  const reserved = [manifestPath, logPath, ...paths];
  const wrong = paths.find((path) => !isSafePath(path)) ?? repeatedPaths(reserved)[0];
  if (wrong === undefined) return;
  throw new AppError('input-invalid', `A bundle cannot hold a file called “${wrong}” here.`, {
    details: { path: wrong },
  });
}

async function describeEntry({ path, data }: ZipEntry): Promise<BundleEntry> {
  return { path, sizeBytes: data.length, sha256: await sha256Hex(data) };
}

function textEntry(path: string, content: string): ZipEntry {
  return { path, data: new TextEncoder().encode(content) };
}

function inOrder(entries: readonly ZipEntry[]): ZipEntry[] {
  return [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
}
