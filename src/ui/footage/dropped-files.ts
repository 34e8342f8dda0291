import type { SourceFile } from '../../contract/index.ts';
import { compareNames, looksLikeFootage } from '../../state/index.ts';

export interface Gathered {
  readonly files: readonly File[];
  /** Files inside folders that do not look like footage. */
  readonly skipped: number;
}

/**
 * Files and folders of a drop. Call it in the drop handler itself: the browser empties the list when the handler
 * returns, so every entry is taken hold of before the first await.
 */
export function gatherDrop(transfer: DataTransfer): Promise<Gathered> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const held = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return gather(held);
}

/** Files of a folder picker, in the order of their paths. */
export function gatherFolder(files: Iterable<File>): Gathered {
  const all = [...files];
  const footage = all.filter(({ name }) => looksLikeFootage(name));
  return { files: footage.sort(byPath), skipped: all.length - footage.length };
}

async function gather(
  held: readonly { entry: FileSystemEntry | null; file: File | null }[],
): Promise<Gathered> {
  const files: File[] = [];
  let skipped = 0;
  for (const { entry, file } of held) {
    if (entry?.isDirectory) {
      const inside = gatherFolder(
        (await filesWithin(entry as FileSystemDirectoryEntry)).map(({ file }) => file),
      );
      files.push(...inside.files);
      skipped += inside.skipped;
    } else if (file) files.push(file);
  }
  return { files, skipped };
}

/** Files below a folder in order, with their paths from the folder's name on. */
export async function filesWithin(folder: FileSystemDirectoryEntry): Promise<SourceFile[]> {
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

function byPath(a: File, b: File): number {
  return compareNames(a.webkitRelativePath || a.name, b.webkitRelativePath || b.name);
}
