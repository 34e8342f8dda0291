import type { SourceFile } from '../../contract/index.ts';

/** A clip whose file is not at hand. */
export interface MissingClip {
  readonly id: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  /** null when it had not been read to its end. */
  readonly sha256: string | null;
}

export interface Relinked {
  readonly id: string;
  readonly source: SourceFile;
  /** The content was hashed and is the same; else path, size and time are. */
  readonly isVerified: boolean;
}

export interface Relinking {
  readonly found: readonly Relinked[];
  /** Files that belong to no missing clip. */
  readonly rest: readonly SourceFile[];
}

/**
 * Finds the files of clips again. The same path, size and time is the same file, as long as it comes through a handle
 * that the browser kept (`isTrusted`); everything else must have the same content, wherever it lies now. A clip that
 * was never hashed is found by path and size.
 * @param sha256 of a whole file, lower-case hex; asked only for files whose size is that of a missing clip
 */
export async function relinkClips(
  missing: readonly MissingClip[],
  files: readonly SourceFile[],
  isTrusted: boolean,
  sha256: (file: File) => Promise<string>,
): Promise<Relinking> {
  const found: Relinked[] = [];
  const rest: SourceFile[] = [];
  let open = [...missing];
  for (const source of files) {
    const sized = open.filter(({ sizeBytes }) => sizeBytes === source.file.size);
    const clip =
      sized.find((candidate) => isTakenOnTrust(candidate, source, isTrusted)) ??
      (await sameContent(sized, source.file, sha256));
    if (!clip) {
      rest.push(source);
      continue;
    }
    found.push({ id: clip.id, source, isVerified: !isTakenOnTrust(clip, source, isTrusted) });
    open = open.filter((other) => other !== clip);
  }
  return { found, rest };
}

function isTakenOnTrust(clip: MissingClip, { path, file }: SourceFile, isTrusted: boolean): boolean {
  if (clip.path !== path) return false;
  return clip.sha256 === null || (isTrusted && clip.modifiedAt === file.lastModified);
}

async function sameContent(
  clips: readonly MissingClip[],
  file: File,
  sha256: (file: File) => Promise<string>,
): Promise<MissingClip | undefined> {
  const hashed = clips.filter((clip) => clip.sha256 !== null);
  if (hashed.length === 0) return undefined;
  const hash = await sha256(file);
  return hashed.find((clip) => clip.sha256 === hash);
}
