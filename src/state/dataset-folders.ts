import type { SourceFile } from '../contract/index.ts';
import { compareNames, looksLikeFootage } from './footage-names.ts';

/** Files to take into a dataset, and how many were passed over because they are neither video nor picture by name. */
export interface Sources {
  readonly files: readonly SourceFile[];
  readonly skipped: number;
  /** Handles of what was dropped or chosen, where the browser gives them: they bring the files back after a reload. */
  readonly roots: readonly FileSystemHandle[];
}

type Permission = (wanted: { readonly mode: 'read' }) => Promise<PermissionState>;

/** Files below handles of folders or files, in the order of their paths. Nothing is read but the names. */
export async function filesBehind(roots: readonly FileSystemHandle[], signal: AbortSignal): Promise<Sources> {
  const found: SourceFile[] = [];
  let skipped = 0;
  for (const root of roots) {
    for await (const { path, handle } of walk(root, '')) {
      signal.throwIfAborted();
      if (handle === root || looksLikeFootage(handle.name))
        found.push({ path, file: await handle.getFile() });
      else skipped++;
    }
  }
  return { files: inOrder(found), skipped, roots };
}

/** Files that came without handles, with their paths. */
export function sourcesOf(files: readonly SourceFile[]): Sources {
  const footage = files.filter(({ file }) => looksLikeFootage(file.name));
  return { files: inOrder(footage), skipped: files.length - footage.length, roots: [] };
}

/** @param mayAsk a person just pressed a button, so the browser may show its question */
export async function mayRead(root: FileSystemHandle, mayAsk: boolean): Promise<boolean> {
  const asking = root as FileSystemHandle & { queryPermission?: Permission; requestPermission?: Permission };
  const wanted = { mode: 'read' } as const;
  const state = (await asking.queryPermission?.(wanted)) ?? 'granted';
  if (state !== 'prompt' || !mayAsk) return state === 'granted';
  return (await asking.requestPermission?.(wanted)) === 'granted';
}

async function* walk(
  handle: FileSystemHandle,
  above: string,
): AsyncGenerator<{ path: string; handle: FileSystemFileHandle }, void> {
  const path = above === '' ? handle.name : `${above}/${handle.name}`;
  if (handle.kind === 'file') return yield { path, handle: handle as FileSystemFileHandle };
  for await (const child of (handle as FileSystemDirectoryHandle).values()) yield* walk(child, path);
}

function inOrder(files: readonly SourceFile[]): readonly SourceFile[] {
  return [...files].sort((a, b) => compareNames(a.path, b.path));
}
