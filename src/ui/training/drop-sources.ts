import { filesBehind, sourcesOf, type Sources } from '../../state/index.ts';
import { filesWithin } from '../footage/dropped-files.ts';

type HandleGiver = DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };
type PickerWindow = Window & { showDirectoryPicker?: () => Promise<FileSystemDirectoryHandle> };

/**
 * What was dropped, with handles where the browser gives them. Call it in the drop handler itself: the browser empties
 * the list when the handler returns.
 */
export async function sourcesOfDrop(transfer: DataTransfer, signal: AbortSignal): Promise<Sources> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file') as HandleGiver[];
  const held = items.map((item) => ({
    handle: item.getAsFileSystemHandle?.().catch(() => null) ?? Promise.resolve(null),
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  }));
  const handles = await Promise.all(held.map(({ handle }) => handle));
  const roots = handles.filter((handle) => handle !== null);
  if (roots.length === held.length) return filesBehind(roots, signal);
  const found = await Promise.all(
    held.map(async ({ entry, file }) => {
      if (entry?.isDirectory) return filesWithin(entry as FileSystemDirectoryEntry);
      return file ? [{ path: file.name, file }] : [];
    }),
  );
  return sourcesOf(found.flat());
}

/** Files of an input that takes a folder. */
export function sourcesOfInput(files: Iterable<File>): Sources {
  return sourcesOf([...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

/** Whether the browser has a picker that gives a handle, which outlives a reload. */
export function hasFolderPicker(): boolean {
  return 'showDirectoryPicker' in window;
}

/** Files of a folder that the person picks; null when they close the picker. */
export async function pickFolder(signal: AbortSignal): Promise<Sources | null> {
  try {
    const root = await (window as PickerWindow).showDirectoryPicker?.();
    return root ? await filesBehind([root], signal) : null;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}
