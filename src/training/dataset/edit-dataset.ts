import type { DatasetClip } from '../../contract/index.ts';
import { excludeDuplicates } from './duplicates.ts';

/*
 * Edits of a dataset. Each gives new clips and leaves the old ones as they were; what the user says of a group counts
 * as made by hand; copies are marked anew, since the label of one of two copies may have changed.
 */

type Clips = readonly DatasetClip[];

/** Gives the clips of these paths a label. */
export function setLabel(clips: Clips, paths: Iterable<string>, label: string): DatasetClip[] {
  return edited(clips, paths, (clip) => ({ ...clip, label: label.trim() }));
}

/** Puts the clips of these paths into a camera group, new or not. */
export function setGroup(clips: Clips, paths: Iterable<string>, group: string): DatasetClip[] {
  return edited(clips, paths, (clip) => ({ ...clip, group: group.trim(), groupFrom: 'hand' }));
}

/** Takes the clips of these paths out of training, or back in. */
export function setExcluded(clips: Clips, paths: Iterable<string>, isOut: boolean): DatasetClip[] {
  return edited(clips, paths, ({ excluded: _, ...clip }) => (isOut ? { ...clip, excluded: 'hand' } : clip));
}

/** Renames a class; one that goes by the new name already takes its clips in. */
export function renameClass(clips: Clips, from: string, to: string): DatasetClip[] {
  const members = clips.filter(({ label }) => label === from).map(({ path }) => path);
  return setLabel(clips, members, to);
}

/** Makes one camera group of several, which takes the name of the first. */
export function mergeGroups(clips: Clips, groups: readonly string[]): DatasetClip[] {
  const [name] = groups;
  if (name === undefined) return [...clips];
  const members = clips.filter(({ group }) => groups.includes(group)).map(({ path }) => path);
  return setGroup(clips, members, name);
}

/** Gives a camera group another name; one that goes by it already takes its clips in. */
export function renameGroup(clips: Clips, from: string, to: string): DatasetClip[] {
  const members = clips.filter(({ group }) => group === from).map(({ path }) => path);
  return setGroup(clips, members, to);
}

function edited(
  clips: Clips,
  paths: Iterable<string>,
  edit: (clip: DatasetClip) => DatasetClip,
): DatasetClip[] {
  const chosen = new Set(paths);
  return excludeDuplicates(clips.map((clip) => (chosen.has(clip.path) ? edit(clip) : clip)));
}
