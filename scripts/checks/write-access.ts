import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Ways to write to a file of the person's own (WHATWG File System, File System Access). */
const writing = /\bcreateWritable\b|\bcreateSyncAccessHandle\b|\bremoveEntry\b/;
const wholeAccess = /mode\s*:\s*['"]readwrite['"]/;

/** Files that write what the person asked to save, into a place that the save dialog gave. */
const savers: readonly string[] = ['ui/common/save-file.ts'];

/**
 * Every place below `root` that could write to footage: asks for write access to a handle, or opens one for writing,
 * outside the files that save exports. IndexedDB transactions, which say 'readwrite' as a bare word, are not meant.
 */
export function findWriteAccess(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !savers.includes(relative(root, file)))
    .flatMap((file) => breaches(relative(root, file), readFileSync(file, 'utf8')));
}

function breaches(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, at) => {
    const place = `${path}:${at + 1}`;
    if (wholeAccess.test(line)) return [`${place} asks for write access.`];
    const found = writing.exec(line)?.[0];
    return found ? [`${place} uses ${found}.`] : [];
  });
}
