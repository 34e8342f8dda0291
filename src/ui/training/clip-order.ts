import type { DatasetClip } from '../../contract/index.ts';
import { compareNames, lengthOf } from '../../state/index.ts';

export type ClipColumn = 'path' | 'label' | 'group' | 'length';

export interface ClipFilter {
  /** Found anywhere in path, group or label; case does not matter. */
  readonly text: string;
  /** '' for all. */
  readonly label: string;
  readonly use: 'all' | 'used' | 'left-out';
  /** Only these; null for all. */
  readonly only: readonly string[] | null;
}

export interface ClipOrder {
  readonly by: ClipColumn;
  readonly isDescending: boolean;
}

export function filterClips(clips: readonly DatasetClip[], filter: ClipFilter): readonly DatasetClip[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const only = filter.only === null ? null : new Set(filter.only);
  return clips.filter(({ path, label, group, excluded }) => {
    if (only && !only.has(path)) return false;
    if (filter.label !== '' && label !== filter.label) return false;
    if (filter.use !== 'all' && (excluded === undefined) !== (filter.use === 'used')) return false;
    const text = words.length > 0 ? `${path} ${group} ${label}`.toLowerCase() : '';
    return words.every((word) => text.includes(word));
  });
}

export function orderClips(
  clips: readonly DatasetClip[],
  { by, isDescending }: ClipOrder,
): readonly DatasetClip[] {
  const sign = isDescending ? -1 : 1;
  const compare = (a: DatasetClip, b: DatasetClip): number =>
    by === 'length' ? lengthOf(a) - lengthOf(b) : compareNames(a[by], b[by]);
  return [...clips].sort((a, b) => sign * compare(a, b));
}
