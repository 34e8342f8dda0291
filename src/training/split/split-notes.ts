import type { DatasetSplit, SplitPart } from '../../contract/index.ts';
import { listed, shareText } from '../dataset/words.ts';
import type { ClipUnit } from './split-units.ts';

/** A part this much off its share, of all clips, is worth a word. */
const worthSaying = 0.05;

const names: Readonly<Record<SplitPart, string>> = {
  train: 'training',
  validation: 'validation',
  test: 'test',
};

/** What could not be done as asked, one sentence each. */
export function splitNotes(
  split: DatasetSplit,
  units: readonly ClipUnit[],
  labels: readonly string[],
  shares: readonly [number, number, number],
): string[] {
  return [
    ...(split.by === 'group' ? linkNotes(units) : []),
    ...labels.flatMap((label, n) => absenceNotes(split, units, label, n)),
    ...shareNotes(split, shares),
  ];
}

function linkNotes(units: readonly ClipUnit[]): string[] {
  return units
    .filter(({ groups }) => groups.length > 1)
    .map(({ groups }) => `The groups ${listed(groups)} share nearly the same pictures and stay together.`);
}

function absenceNotes(
  { by, counts }: DatasetSplit,
  units: readonly ClipUnit[],
  label: string,
  n: number,
): string[] {
  const held = units.filter((unit) => (unit.counts[n] as number) > 0).length;
  const what = by === 'group' ? 'camera group' : 'clip';
  const empty = (part: SplitPart) => counts[label]?.[part].clips === 0;
  if (held === 1)
    return [`${label} comes from one ${what}: it is trained on, and no figure can tell how well.`];
  if (held === 2 && empty('validation') && !empty('test'))
    return [
      `${label} comes from two ${what}s: one is trained on and one tested, none is left for validation.`,
    ];
  const missing = (['train', 'validation', 'test'] as const).filter(empty).map((part) => names[part]);
  return missing.length === 0
    ? []
    : [`${label} is absent from ${listed(missing)}: its ${held} ${what}s are bound to other classes' there.`];
}

function shareNotes({ parts }: DatasetSplit, shares: readonly [number, number, number]): string[] {
  const all = Object.values(parts);
  return (['train', 'validation', 'test'] as const).flatMap((part, n) => {
    const share = all.filter((other) => other === part).length / all.length;
    const asked = shares[n] as number;
    if (share === 0) return [`There is no ${names[part]} clip: the classes have too few groups.`];
    if (Math.abs(share - asked) <= worthSaying) return [];
    return [
      `The ${names[part]} part holds ${shareText(share)} of the clips instead of ${shareText(asked)}, since groups stay whole.`,
    ];
  });
}
