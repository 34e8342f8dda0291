import { refused } from './archive-errors.ts';
import { inflateEntry } from './inflate-entry.ts';
import { archiveLimits, readDirectory } from './zip-directory.ts';

/**
 * Opens a `*.vigil-model` file: a zip of a model folder.
 * @returns reads one of its files, checked against its CRC-32; undefined when it is not there
 * @throws AppError 'model-corrupt', 'model-incompatible'
 */
export async function openArchive(
  file: File,
  signal: AbortSignal,
): Promise<(path: string) => ArrayBuffer | undefined> {
  if (file.size > archiveLimits.bytes)
    throw refused(file.name, `has ${Math.ceil(file.size / 1e6)} MB, more than the 96 MB a model may have`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  signal.throwIfAborted();
  const entries = new Map(readDirectory(bytes, file.name).map((entry) => [entry.path, entry]));
  return (path) => {
    const entry = entries.get(path);
    return entry && inflateEntry(entry, file.name).buffer;
  };
}
