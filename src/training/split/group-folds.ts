import { AppError, seededRandom, type Random } from '../../base/index.ts';
import type { DatasetClip, DatasetSplit, SplitPart } from '../../contract/index.ts';
import { allocateUnits, type AbsenceCost } from './allocate-units.ts';
import { countParts, holdersByLabel, includedClips, labelsOf, partsByPath } from './split-dataset.ts';
import { splitUnits, type ClipUnit } from './split-units.ts';
import { listed } from '../dataset/words.ts';

/** Of what a fold does not test, this share is validated on: 20 of the 90 % that a 70/20/10 split leaves. */
const validationShare = 2 / 9;

/**
 * k splits of which each tests other camera groups, so that together they test every clip once: k-fold cross-validation
 * by group, stratified ({@link allocateUnits}). A class whose clips all come from one group is trained on in each fold
 * and tested in none, as are clips of other classes in that group; `notes` say so.
 * @throws AppError 'input-invalid' when there are fewer than k groups to test, or fewer than two classes
 */
export function groupFolds(clips: readonly DatasetClip[], k: number, seed: number): DatasetSplit[] {
  const included = includedClips(clips);
  const labels = labelsOf(included);
  const units = splitUnits(included, labels, 'group');
  const holders = holdersByLabel(units);
  const isLone = ({ counts }: ClipUnit) => counts.some((count, label) => count > 0 && holders[label] === 1);
  const tested = units.filter((unit) => !isLone(unit));
  if (k < 2 || tested.length < k) throw tooFewGroups(k, tested.length);
  const random = seededRandom(seed);
  const folds = allocateUnits(tested, new Array<number>(k).fill(1 / k), spreadCost(tested, k), random);
  const foldOf = new Map(tested.map((unit, n) => [unit, folds[n] as number]));
  return Array.from({ length: k }, (_, fold) => {
    const parts = foldParts(units, (unit) => foldOf.get(unit) === fold, random);
    const counts = countParts(included, labels, parts);
    return { by: 'group', seed, parts, counts, notes: foldNotes(counts, units.filter(isLone)) };
  });
}

/** A label should occur in every fold, or in as many as it has units. */
function spreadCost(units: readonly ClipUnit[], k: number): AbsenceCost {
  const holders = holdersByLabel(units);
  return (label, held) => {
    const most = Math.min(k, holders[label] as number);
    let folds = 0;
    for (const count of held) if (count > 0) folds++;
    return 10 * (most - Math.min(most, folds));
  };
}

function foldParts(
  units: readonly ClipUnit[],
  isTest: (unit: ClipUnit) => boolean,
  random: Random,
): Record<string, SplitPart> {
  const rest = units.filter((unit) => !isTest(unit));
  const holders = holdersByLabel(rest);
  const absence: AbsenceCost = (label, [inTrain = 0, inValidation = 0]) => {
    const held = holders[label] as number;
    return (inTrain > 0 || held < 1 ? 0 : 1000) + (inValidation > 0 || held < 2 ? 0 : 10);
  };
  const places = allocateUnits(rest, [1 - validationShare, validationShare], absence, random);
  const validated = new Set(rest.filter((_, n) => places[n] === 1));
  return partsByPath(units, (unit) => {
    if (isTest(unit)) return 'test';
    return validated.has(unit) ? 'validation' : 'train';
  });
}

function foldNotes(counts: DatasetSplit['counts'], lone: readonly ClipUnit[]): string[] {
  const untested = Object.keys(counts).filter((label) => counts[label]?.test.clips === 0);
  return [
    ...(untested.length > 0 ? [`This fold tests no clip of ${listed(untested)}.`] : []),
    ...lone.map(({ groups }) => `${listed(groups)} holds all clips of a class and is tested in no fold.`),
  ];
}

function tooFewGroups(k: number, groups: number): AppError {
  return new AppError('input-invalid', `${k} folds need ${k} camera groups to test; there are ${groups}.`, {
    remedy: 'Choose fewer folds, or none.',
  });
}
