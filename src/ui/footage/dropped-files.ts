const mediaNames =
  /\.(mp4|m4v|mov|mkv|webm|avi|wmv|asf|flv|mpe?g|ts|mts|m2ts|vob|3gp|ogv|h26[45]|26[45]|dav|gif|jpe?g|png|webp|bmp)$/i;

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
  const footage = all.filter(({ name }) => mediaNames.test(name));
  return { files: footage.sort(byPath), skipped: all.length - footage.length };
}

async function gather(
  held: readonly { entry: FileSystemEntry | null; file: File | null }[],
): Promise<Gathered> {
  const files: File[] = [];
  let skipped = 0;
  for (const { entry, file } of held) {
    if (entry?.isDirectory) {
      const inside = gatherFolder(await filesWithin(entry as FileSystemDirectoryEntry));
      files.push(...inside.files);
      skipped += inside.skipped;
    } else if (file) files.push(file);
  }
  return { files, skipped };
}

async function filesWithin(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const files: File[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.isDirectory) files.push(...(await filesWithin(entry as FileSystemDirectoryEntry)));
    else
      files.push(
        await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
      );
  }
  return files;
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

function compareNames(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
