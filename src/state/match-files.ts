import type { SourceFile } from '../contract/index.ts';

interface Wanted {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface Matched {
  /** File of each clip that was found, by the clip's path. */
  readonly found: ReadonlyMap<string, File>;
  /** Files that belong to no clip that was missing. */
  readonly rest: readonly SourceFile[];
}

/**
 * Finds the files of clips again: first by path and size, then, where the path has changed, by size and content.
 * @param sha256 of a whole file, lower-case hex; asked only for files whose size is that of a clip still missing
 */
export async function matchFiles(
  missing: readonly Wanted[],
  files: readonly SourceFile[],
  sha256: (file: File) => Promise<string>,
): Promise<Matched> {
  const found = new Map<string, File>();
  const byPath = new Map(missing.map((clip) => [clip.path, clip]));
  let rest = files.filter(({ path, file }) => {
    if (byPath.get(path)?.sizeBytes !== file.size) return true;
    found.set(path, file);
    return false;
  });
  const sizes = new Set(missing.filter(({ path }) => !found.has(path)).map(({ sizeBytes }) => sizeBytes));
  for (const source of rest.filter(({ file }) => sizes.has(file.size))) {
    const hash = await sha256(source.file);
    const clips = missing.filter((clip) => clip.sha256 === hash && !found.has(clip.path));
    if (clips.length === 0) continue;
    for (const { path } of clips) found.set(path, source.file);
    rest = rest.filter((other) => other !== source);
  }
  return { found, rest };
}
