import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe } from 'vitest';

/** Real crime tables that may not be committed; a clone without them skips what needs them, and says so. */
const folder = resolve(import.meta.dirname, '../../../../shared/data/crime');
export const hasSharedData = existsSync(folder);

export const describeWithSharedData = hasSharedData
  ? describe
  : (name: string, body: () => void) =>
      describe.skip(`${name} (skipped: real crime data not beside this clone)`, body);

export function sharedBlob(path: string): Blob {
  return new Blob([new Uint8Array(readFileSync(resolve(folder, path)))]);
}
