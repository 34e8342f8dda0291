import { zipSync, type Zippable } from 'fflate';
import type { ModelFiles } from '../../contract/index.ts';

/** The earliest time that a zip can state, on every clock: the same model gives the same bytes. */
const mtime = new Date(1980, 0, 1);

/**
 * A model as one file, `*.vigil-model`: a zip of its folder, sorted by path. JSON is deflated; weights are stored,
 * since half-precision numbers hardly shrink.
 */
export function packModel({ files }: Pick<ModelFiles, 'files'>): Uint8Array<ArrayBuffer> {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const zippable: Zippable = {};
  for (const { path, bytes } of sorted)
    zippable[path] = [new Uint8Array(bytes), { mtime, level: path.endsWith('.json') ? 6 : 0 }];
  return zipSync(zippable);
}
