/** Names that a bundle makes itself. */
export const manifestPath = 'manifest.json';
export const logPath = 'log.json';
export const casePath = 'case.json';
export const verifierPath = 'verify.html';

/**
 * Whether a path may stand in a bundle: parts of ASCII letters, digits, '-', '_' and '.', none of which begins with a
 * dot. So it cannot leave the folder it is unpacked in, on any system, nor be read in two ways.
 */
export function isSafePath(path: string): boolean {
  return path.length <= 200 && /^(?!\.)[\w.-]+(\/(?!\.)[\w.-]+)*$/.test(path);
}

/** Paths that are the same on a file system that ignores case. */
export function repeatedPaths(paths: readonly string[]): string[] {
  const seen = new Set<string>();
  return paths.filter((path) => {
    const folded = path.toLowerCase();
    const isRepeated = seen.has(folded);
    seen.add(folded);
    return isRepeated;
  });
}
