import type { DatasetClip } from '../../contract/index.ts';
import { forNearDuplicates, ofDifferentGroups } from '../dataset/near-duplicates.ts';
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
  const names = [...new Set(clips.map(({ group }) => group))].sort();
  const places = new Map(names.map((name, place) => [name, place]));
  const groups = clips.map(({ group }) => places.get(group) as number);
  const parent = names.map((_, place) => place);
  const rootOf = (place: number): number => {
    let root = place;
    while (parent[root] !== root) root = parent[root] as number;
    return root;
  };
  forNearDuplicates(clips, ofDifferentGroups, (first, second) => {
    const [a, b] = [rootOf(groups[first] as number), rootOf(groups[second] as number)];
    parent[Math.max(a, b)] = Math.min(a, b);
  });
  return ({ group }) => names[rootOf(places.get(group) as number)] as string;
}
