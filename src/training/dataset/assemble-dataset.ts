import type { DatasetClip, ExaminedFile } from '../../contract/index.ts';
import { classFolders, type ClassFolder } from './class-folders.ts';
import { excludeDuplicates } from './duplicates.ts';
import { guessGroups } from './guess-groups.ts';
import { matchLabel } from './match-label.ts';

/** What a list says of one file; what it leaves out is found as for files without a list. */
export interface ListRow {
  /** As the list has it: the end of the dropped path, or all of it. */
  readonly path: string;
  readonly label?: string;
  readonly group?: string;
  /** s */
  readonly span?: { readonly from: number; readonly to: number };
}

export interface AssembledDataset {
  /** In the order of the files; later copies of the same bytes are left out of training. */
  readonly clips: readonly DatasetClip[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
  /** Readable files that stand in no class folder and in no list. */
  readonly unlabelled: readonly string[];
  /** Rows of the list for which there is no file. */
  readonly unmatchedRows: readonly string[];
}

/** The classes that Vigil is shipped with. */
export const shippedLabels: readonly string[] = [
  'Accident',
  'Burglary',
  'Fighting',
  'Fire',
  'Normal',
  'Shooting',
];

export interface AssemblyOptions {
  /** Folders are matched to these first. */
  readonly knownLabels?: readonly string[];
  /** Rows of a list such as clips.csv; of two rows for one file the first holds. */
  readonly list?: readonly ListRow[];
}

type Readable = Extract<ExaminedFile, { kind: 'readable' }>;

interface Labelled extends ClassFolder {
  readonly file: Readable;
  readonly row: ListRow | undefined;
}

/**
 * A dataset from examined files: labels from the list or the class folders ({@link classFolders}), camera groups from
 * the list or guessed ({@link guessGroups}), copies marked. A file without a label is told, not guessed. A path that
 * comes twice counts once, as it came last.
 */
export function assembleDataset(
  examined: readonly ExaminedFile[],
  { knownLabels = shippedLabels, list = [] }: AssemblyOptions = {},
): AssembledDataset {
  const files = [...new Map(examined.map((file) => [file.path, file])).values()];
  const readable = files.filter((file) => file.kind === 'readable');
  const rowOf = matchRows(readable, list);
  const labelled = labelFiles(readable, rowOf, knownLabels);
  const withLabel = new Set(labelled.map(({ file }) => file.path));
  const matched = new Set(rowOf.values());
  return {
    clips: excludeDuplicates(toClips(labelled)),
    unreadable: files.flatMap((file) =>
      file.kind === 'unreadable' ? [{ path: file.path, reason: file.reason }] : [],
    ),
    unlabelled: readable.map(({ path }) => path).filter((path) => !withLabel.has(path)),
    unmatchedRows: list.filter((row) => !matched.has(row)).map(({ path }) => path),
  };
}

/** A row belongs to the file whose path ends in the row's, at a folder's boundary; the longest end counts. */
function matchRows(files: readonly Readable[], rows: readonly ListRow[]): ReadonlyMap<string, ListRow> {
  const byPath = new Map<string, ListRow>();
  for (const row of rows) {
    const path = row.path.replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
    if (!byPath.has(path)) byPath.set(path, row);
  }
  const found = new Map<string, ListRow>();
  for (const { path } of files) {
    const parts = path.split('/');
    const row = parts.map((_, from) => byPath.get(parts.slice(from).join('/'))).find((match) => match);
    if (row) found.set(path, row);
  }
  return found;
}

function labelFiles(
  files: readonly Readable[],
  rowOf: ReadonlyMap<string, ListRow>,
  labels: readonly string[],
): Labelled[] {
  const folders = classFolders(
    files.map(({ path }) => path),
    labels,
  );
  return files.flatMap((file) => {
    const row = rowOf.get(file.path);
    const folder = folders.get(file.path);
    const listed = row?.label?.trim();
    const label = listed ? (matchLabel(listed, labels) ?? listed) : folder?.label;
    return label === undefined ? [] : [{ file, row, label, below: folder?.below ?? [] }];
  });
}

function toClips(labelled: readonly Labelled[]): DatasetClip[] {
  const groups = guessGroups(
    labelled.map(({ file: { path, fingerprint }, row, below }) => ({
      path,
      fingerprint,
      folders: below,
      ...(row?.group ? { given: row.group } : {}),
    })),
    [...new Set(labelled.map(({ label }) => label))],
  );
  return labelled.map(({ file, row, label }, n) => ({
    path: file.path,
    sha256: file.sha256,
    sizeBytes: file.sizeBytes,
    media: file.media,
    duration: file.duration,
    fingerprint: file.fingerprint,
    label,
    ...(groups[n] as { group: string; groupFrom: DatasetClip['groupFrom'] }),
    ...(row?.span ? { span: row.span } : {}),
  }));
}
