import type { SourceFile } from '../../contract/index.ts';
import { compareNames, filesBehind, sourcesOf, type Sources } from '../../state/index.ts';

type HandleGiver = DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };
type PickerWindow = Window & {
  showDirectoryPicker?: () => Promise<FileSystemDirectoryHandle>;
  showOpenFilePicker?: (wanted: { readonly multiple: true }) => Promise<FileSystemFileHandle[]>;
};

/**
 * What was dropped, with handles where the browser gives them. Files dropped by themselves are taken whatever they are
 * called; of folders, what looks like footage. Call it in the drop handler itself: the browser empties the list when
 * the handler returns.
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
  const inside: SourceFile[] = [];
  const direct: SourceFile[] = [];
  for (const { entry, file } of held) {
    if (entry?.isDirectory) inside.push(...(await filesWithin(entry as FileSystemDirectoryEntry)));
    else if (file) direct.push({ path: file.name, file });
  }
  const { files, skipped } = sourcesOf(inside);
  return { files: [...direct, ...files], skipped, roots: [] };
}

/** Files of an input that takes a folder. */
export function sourcesOfInput(files: Iterable<File>): Sources {
  return sourcesOf([...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

/** Files that a person chose one by one: taken whatever they are called. */
export function sourcesOfFiles(files: Iterable<File>): Sources {
  return { files: [...files].map((file) => ({ path: file.name, file })), skipped: 0, roots: [] };
}

/** Whether the browser has pickers that give handles, which outlive a reload. */
export function hasHandlePickers(): boolean {
  return 'showDirectoryPicker' in window && 'showOpenFilePicker' in window;
}

/** Files of a folder that the person picks; null when they close the picker. */
export function pickFolder(signal: AbortSignal): Promise<Sources | null> {
  return picked(async () => {
    const root = await (window as PickerWindow).showDirectoryPicker?.();
    return root ? [root] : [];
  }, signal);
}

/** Files that the person picks; null when they close the picker. */
export function pickFiles(signal: AbortSignal): Promise<Sources | null> {
  return picked(
    async () => (await (window as PickerWindow).showOpenFilePicker?.({ multiple: true })) ?? [],
    signal,
  );
}

async function picked(
  ask: () => Promise<readonly FileSystemHandle[]>,
  signal: AbortSignal,
): Promise<Sources | null> {
  try {
    const roots = await ask();
    return roots.length > 0 ? await filesBehind(roots, signal) : null;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

/** Files below a folder in order, with their paths from the folder's name on. */
async function filesWithin(folder: FileSystemDirectoryEntry): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.isDirectory) files.push(...(await filesWithin(entry as FileSystemDirectoryEntry)));
    else
      files.push({
        path: entry.fullPath.replace(/^\//, ''),
        file: await fileOf(entry as FileSystemFileEntry),
      });
  }
  return files;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader hands its entries out in portions until one is empty. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return entries.sort((a, b) => compareNames(a.name, b.name));
    entries.push(...portion);
  }
}
