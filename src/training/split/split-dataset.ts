import { AppError, seededRandom } from '../../base/index.ts';
import type { DatasetClip, DatasetSplit, SplitCount, SplitPart } from '../../contract/index.ts';
import { allocateUnits, type AbsenceCost } from './allocate-units.ts';
import { splitNotes } from './split-notes.ts';
import { splitUnits, type ClipUnit } from './split-units.ts';

export const splitParts: readonly SplitPart[] = ['train', 'validation', 'test'];

export interface SplitOptions {
  readonly seed: number;
  /** 'clip' only to show what ignoring the groups would claim. */
  readonly by: 'group' | 'clip';
  /** Train, validation, test; sum 1. */
  readonly shares?: readonly [number, number, number];
}

/**
 * Shares the clips out 70/20/10, whole camera groups at a time, each class as near to those shares as its groups allow
 * ({@link allocateUnits}). It does not pretend: a class of one group is trained on and never tested, one of two groups
 * is not validated on, and `notes` say so. Clips that are left out are in no part. The order of the clips does not
 * matter; the seed does.
 * @throws AppError 'input-invalid' when fewer than two classes can be trained
 */
export function splitDataset(
  clips: readonly DatasetClip[],
  { seed, by, shares = [0.7, 0.2, 0.1] }: SplitOptions,
): DatasetSplit {
  if (Math.abs(shares.reduce((a, b) => a + b, 0) - 1) > 1e-9 || shares.some((share) => share <= 0))
    throw new AppError('input-invalid', 'The shares of a split must be above 0 and sum to 1.');
  const included = includedClips(clips);
  const labels = labelsOf(included);
  const units = splitUnits(included, labels, by);
  const absence = absenceCost(units);
  const places = allocateUnits(units, shares, absence, seededRandom(seed));
  const parts = partsByPath(units, (_, n) => splitParts[places[n] as number] as SplitPart);
  const split = { by, seed, parts, counts: countParts(included, labels, parts), notes: [] };
  return { ...split, notes: splitNotes(split, units, labels, shares) };
}

/** @throws AppError 'input-invalid' */
export function includedClips(clips: readonly DatasetClip[]): DatasetClip[] {
  const included = clips.filter(({ excluded }) => !excluded);
  if (labelsOf(included).length >= 2) return included;
  throw new AppError(
    'input-invalid',
    included.length === 0
      ? 'There is no clip to train on.'
      : `All clips are of the class ${included[0]?.label}: there is nothing to tell apart.`,
    { remedy: 'Add clips of at least two classes.' },
  );
}

export function labelsOf(clips: readonly DatasetClip[]): string[] {
  return [...new Set(clips.map(({ label }) => label))].sort();
}

/** Training must have every class; then the test of each that has two units, then validation of those with three. */
function absenceCost(units: readonly ClipUnit[]): AbsenceCost {
  const holders = holdersByLabel(units);
  return (label, [inTrain = 0, inValidation = 0, inTest = 0]) => {
    const held = holders[label] as number;
    return (
      (inTrain > 0 ? 0 : 1000) + (inTest > 0 || held < 2 ? 0 : 100) + (inValidation > 0 || held < 3 ? 0 : 10)
    );
  };
}

/** Number of units that hold clips of each label. */
export function holdersByLabel(units: readonly ClipUnit[]): number[] {
  return (units[0]?.counts ?? []).map(
    (_, label) => units.filter(({ counts }) => (counts[label] as number) > 0).length,
  );
}

export function partsByPath(
  units: readonly ClipUnit[],
  partOf: (unit: ClipUnit, n: number) => SplitPart,
): Record<string, SplitPart> {
  return Object.fromEntries(
    units.flatMap((unit, n) => unit.clips.map(({ path }) => [path, partOf(unit, n)] as const)),
  );
}

/** Clips and camera groups of each label in each part. */
export function countParts(
  clips: readonly DatasetClip[],
  labels: readonly string[],
  parts: Readonly<Record<string, SplitPart>>,
): DatasetSplit['counts'] {
  return Object.fromEntries(
    labels.map((label) => [
      label,
      Object.fromEntries(
        splitParts.map((part) => [
          part,
          countOf(clips.filter((clip) => clip.label === label && parts[clip.path] === part)),
        ]),
      ) as Record<SplitPart, SplitCount>,
    ]),
  );
}

function countOf(clips: readonly DatasetClip[]): SplitCount {
  return { clips: clips.length, groups: new Set(clips.map(({ group }) => group)).size };
}
