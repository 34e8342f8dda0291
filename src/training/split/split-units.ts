import type { DatasetClip } from '../../contract/index.ts';
import { nearDuplicates } from '../dataset/near-duplicates.ts';
import type { SplitUnit } from './allocate-units.ts';

/** Clips that go into a part together. */
export interface ClipUnit extends SplitUnit {
  readonly clips: readonly DatasetClip[];
  /** Camera groups in it: one, or several that near-duplicates link. */
  readonly groups: readonly string[];
}

/**
 * The units of a split by group: each camera group, and groups that share nearly the same pictures as one, since they
 * would carry a clip over from training into the test. Of a split by clip each clip. By name.
 * @param labels of the counts
 */
export function splitUnits(
  clips: readonly DatasetClip[],
  labels: readonly string[],
  by: 'group' | 'clip',
): ClipUnit[] {
  const nameOf = by === 'clip' ? ({ path }: DatasetClip) => path : linkedName(clips);
  const members = new Map<string, DatasetClip[]>();
  for (const clip of clips) {
    const name = nameOf(clip);
    const unit = members.get(name);
    if (unit) unit.push(clip);
    else members.set(name, [clip]);
  }
  return [...members]
    .map(([name, inside]) => ({
      name,
      clips: inside,
      groups: [...new Set(inside.map(({ group }) => group))].sort(),
      counts: labels.map((label) => inside.filter((clip) => clip.label === label).length),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The first in the alphabet of the groups that a clip's group is linked with. */
function linkedName(clips: readonly DatasetClip[]): (clip: DatasetClip) => string {
  const parent = new Map(clips.map(({ group }) => [group, group]));
  const rootOf = (group: string): string => {
    let root = group;
    while (parent.get(root) !== root) root = parent.get(root) as string;
    return root;
  };
  for (const { first, second } of nearDuplicates(clips)) {
    const [name, other] = [rootOf(first.group), rootOf(second.group)].sort() as [string, string];
    parent.set(other, name);
  }
  return ({ group }) => rootOf(group);
}
