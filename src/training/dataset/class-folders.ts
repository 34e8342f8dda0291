import { matchLabel } from './match-label.ts';

/** Where a file stands: its class, and the folders between the class folder and the file. */
export interface ClassFolder {
  readonly label: string;
  /** Outermost first. */
  readonly below: readonly string[];
}

/** Folders that hold parts of a dataset, never a class. */
const partFolder =
  /^(train|training|test|testing|val|valid|validation|dev|data|dataset|videos?|clips?|images?|frames?)$/i;

/**
 * The class of each path by its folders. For each dropped folder on its own the level of folders is found that names
 * the classes:
 * 1. the level at which most files stand in a folder that matches a known label ({@link matchLabel}); of equal ones
 *    that with more labels, then the outer;
 * 2. where no folder matches, the outermost level that tells the files apart, folders like 'train' and 'videos'
 *    aside; where several folders were dropped and none matches, these themselves;
 * 3. where all files stand in one folder, that folder, so that a single class may be dropped.
 *
 * A folder that matches a known label gives that label, any other its own name, in the first spelling met. A file
 * that stands above the level, or in 'train' at it, has no class and is absent from the answer: nothing is guessed.
 */
export function classFolders(
  paths: readonly string[],
  knownLabels: readonly string[],
): ReadonlyMap<string, ClassFolder> {
  const drops = byDrop(paths);
  const found = new Map<string, ClassFolder>();
  const spellings = [...knownLabels];
  for (const members of drops.values()) {
    const level = knownLevel(members, knownLabels) ?? (drops.size > 1 ? 0 : dividingLevel(members));
    for (const path of members) {
      const folders = foldersOf(path);
      const name = folders[level]?.trim();
      if (name === undefined || partFolder.test(name)) continue;
      const label = matchLabel(name, spellings) ?? name;
      if (!spellings.includes(label)) spellings.push(label);
      found.set(path, { label, below: folders.slice(level + 1) });
    }
  }
  return found;
}

/** By the outermost folder, '' for files without one. */
function byDrop(paths: readonly string[]): Map<string, string[]> {
  const drops = new Map<string, string[]>();
  for (const path of paths) {
    const drop = foldersOf(path)[0] ?? '';
    const members = drops.get(drop);
    if (members) members.push(path);
    else drops.set(drop, [path]);
  }
  return drops;
}

function foldersOf(path: string): string[] {
  return path.split('/').slice(0, -1);
}

/** The level with the most folders of known labels, by files; undefined when no folder is known. */
function knownLevel(paths: readonly string[], knownLabels: readonly string[]): number | undefined {
  const levels: { files: number; labels: Set<string> }[] = [];
  for (const path of paths) {
    foldersOf(path).forEach((name, level) => {
      const label = matchLabel(name, knownLabels);
      const seen = (levels[level] ??= { files: 0, labels: new Set() });
      if (label === undefined) return;
      seen.files++;
      seen.labels.add(label);
    });
  }
  const ranked = levels
    .map(({ files, labels }, level) => ({ files, labels: labels.size, level }))
    .sort((a, b) => b.files - a.files || b.labels - a.labels || a.level - b.level);
  return ranked.find(({ files }) => files > 0)?.level;
}

/** The outermost level with two names or more; else the innermost that all files have. */
function dividingLevel(paths: readonly string[]): number {
  const folders = paths.map(foldersOf);
  const shared = Math.min(...folders.map(({ length }) => length));
  let whole = 0;
  for (let level = 0; folders.some(({ length }) => length > level); level++) {
    const names = new Set(folders.map((chain) => chain[level]).filter((name) => name !== undefined));
    const classes = [...names].filter((name) => !partFolder.test(name));
    if (classes.length > 1) return level;
    if (classes.length === 1 && level < shared) whole = level;
  }
  return whole;
}
