import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { filesBelow, UsageError } from './arguments.ts';

/** A clip whose label is known. */
export interface LabelledClip {
  readonly path: string;
  readonly label: string;
  /** Camera, scene or recording; the file itself when it is not known. */
  readonly group: string;
  /** The part that the label speaks of, s; undefined for the whole clip. */
  readonly span?: { readonly from: number; readonly to: number };
}

/** A folder of class folders: the label of a clip is the name of the folder it is in. @throws UsageError */
export function clipsOfFolder(folder: string): LabelledClip[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${folder} is not a folder.`);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) =>
      filesBelow(join(folder, name)).map((path) => ({ path, label: name, group: path })),
    );
}

/**
 * Rows of a CSV with the columns label and path (relative to `folder`), and camera_group, event_start_s, event_end_s
 * where it has them. @throws UsageError
 */
export function clipsOfList(list: string, folder: string): LabelledClip[] {
  if (!statSync(list, { throwIfNoEntry: false })?.isFile()) throw new UsageError(`${list} is not a file.`);
  const { data, meta } = Papa.parse<Record<string, string>>(readFileSync(list, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  for (const column of ['label', 'path']) {
    if (!meta.fields?.includes(column)) throw new UsageError(`${list} has no column "${column}".`);
  }
  return data.map((row) => {
    const from = Number.parseFloat(row['event_start_s'] ?? '');
    const to = Number.parseFloat(row['event_end_s'] ?? '');
    const path = join(folder, row['path'] as string);
    return {
      path,
      label: row['label'] as string,
      group: row['camera_group'] || path,
      ...(to > from ? { span: { from, to } } : {}),
    };
  });
}
