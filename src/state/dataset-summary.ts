import type { DatasetClip, DatasetSplit, SplitPart } from '../contract/index.ts';

/** One class of a dataset in numbers. */
export interface ClassSummary {
  readonly label: string;
  /** That are trained with or judged on. */
  readonly clips: number;
  readonly stills: number;
  /** Of the videos, s. */
  readonly seconds: number;
  readonly groups: number;
  readonly excluded: number;
  /** Clips in each part; null while there is no split. */
  readonly parts: Readonly<Record<SplitPart, number>> | null;
}

/** The classes of a dataset by name. */
export function summariseClasses(
  clips: readonly DatasetClip[],
  split: DatasetSplit | null,
): readonly ClassSummary[] {
  const byLabel = new Map<string, DatasetClip[]>();
  for (const clip of clips) {
    const members = byLabel.get(clip.label);
    if (members) members.push(clip);
    else byLabel.set(clip.label, [clip]);
  }
  return [...byLabel]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([label, members]) => summariseClass(label, members, split));
}

/** Labels in use, by name. */
export function labelsOf(clips: readonly DatasetClip[]): readonly string[] {
  return [...new Set(clips.filter(isUsed).map(({ label }) => label))].sort();
}

export function isUsed(clip: DatasetClip): boolean {
  return clip.excluded === undefined;
}

/** Seconds that a clip's label speaks of. */
export function lengthOf({ span, duration }: Pick<DatasetClip, 'span' | 'duration'>): number {
  return span ? span.to - span.from : duration;
}

function summariseClass(
  label: string,
  members: readonly DatasetClip[],
  split: DatasetSplit | null,
): ClassSummary {
  const used = members.filter(isUsed);
  const within = (part: SplitPart): number => used.filter(({ path }) => split?.parts[path] === part).length;
  return {
    label,
    clips: used.length,
    stills: used.filter(({ media }) => media === 'image').length,
    seconds: used.reduce((sum, clip) => sum + lengthOf(clip), 0),
    groups: new Set(used.map(({ group }) => group)).size,
    excluded: members.length - used.length,
    parts: split && { train: within('train'), validation: within('validation'), test: within('test') },
  };
}
