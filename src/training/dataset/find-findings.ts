import type { DatasetClip, DatasetFinding } from '../../contract/index.ts';
import { shippedLabels } from './assemble-dataset.ts';
import { byContent } from './duplicates.ts';
import { matchLabel } from './match-label.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { listed } from './words.ts';

/** A class so many times as large as the smallest unbalances training. */
const imbalance = { note: 3, warning: 10 };
/** Clips below which a class cannot be learnt to speak of. */
const fewClips = 10;
/** Groups that a class needs to stand in training, validation and test. */
const neededGroups = 3;

/**
 * What spoils training on a dataset, or its figures; the gravest first. Only 'stop' forbids training: fewer than two
 * classes, or the same bytes under two labels. Clips that are left out count only as duplicates.
 * @param knownLabels of the model to start from
 */
export function findFindings(
  clips: readonly DatasetClip[],
  knownLabels: readonly string[] = shippedLabels,
): DatasetFinding[] {
  const included = clips.filter(({ excluded }) => !excluded);
  const classes = classesOf(included);
  const found = [
    ...contentFindings(clips),
    ...tooFewClasses(classes),
    ...nearFindings(included),
    ...imbalanceFindings(classes),
    ...smallFindings(classes),
    ...groupFindings(classes),
    ...unknownFindings(classes, knownLabels),
    ...guessFindings(included),
  ];
  const gravity = ['stop', 'warning', 'note'];
  return found.sort((a, b) => gravity.indexOf(a.severity) - gravity.indexOf(b.severity));
}

type Classes = ReadonlyMap<string, readonly DatasetClip[]>;

/** By label, in the alphabet's order. */
function classesOf(clips: readonly DatasetClip[]): Classes {
  const labels = [...new Set(clips.map(({ label }) => label))].sort();
  return new Map(labels.map((label) => [label, clips.filter((clip) => clip.label === label)]));
}

const pathsOf = (clips: readonly DatasetClip[]) => clips.map(({ path }) => path);

function contentFindings(clips: readonly DatasetClip[]): DatasetFinding[] {
  const found: DatasetFinding[] = [];
  for (const same of byContent(clips.filter(({ excluded }) => excluded !== 'hand')).values()) {
    const conflicting = same.filter((clip) =>
      same.some((other) => other.label !== clip.label && sharesFootage(clip, other)),
    );
    const labels = [...new Set(conflicting.map(({ label }) => label))];
    const copies = pathsOf(
      same.filter((clip, at) => same.slice(0, at).some((first) => sharesFootage(first, clip))),
    );
    const [kept] = pathsOf(same);
    if (labels.length > 1)
      found.push({
        kind: 'conflicting-labels',
        severity: 'stop',
        message: `The same file is labelled ${listed(labels)}: leave all out but one, or give them one label.`,
        paths: pathsOf(conflicting),
      });
    else if (copies.length > 0)
      found.push({
        kind: 'duplicate',
        severity: 'note',
        message: `${listed(copies)} ${copies.length === 1 ? 'is a copy' : 'are copies'} of ${kept} and left out.`,
        paths: pathsOf(same),
      });
  }
  return found;
}

/** Two parts of one file that do not overlap, as two reviewed events, are different footage. */
function sharesFootage({ span: a }: DatasetClip, { span: b }: DatasetClip): boolean {
  return !a || !b || (a.from < b.to && b.from < a.to);
}

function tooFewClasses(classes: Classes): DatasetFinding[] {
  if (classes.size >= 2) return [];
  const [label] = classes.keys();
  return [
    {
      kind: 'few-clips',
      severity: 'stop',
      message:
        label === undefined
          ? 'There is no clip to train on: drop folders of clips, one folder for each class.'
          : `All clips are of the class ${label}: add a folder of another class, such as calm footage.`,
      paths: [],
    },
  ];
}

function nearFindings(included: readonly DatasetClip[]): DatasetFinding[] {
  const pairs = nearDuplicates(included);
  const [nearest] = pairs;
  if (!nearest) return [];
  const paths = new Set(pairs.flatMap(({ first, second }) => [first.path, second.path]));
  return [
    {
      kind: 'near-duplicate',
      severity: 'warning',
      message: `${paths.size} clips of different camera groups share nearly the same pictures, as ${nearest.first.path} and ${nearest.second.path}: merge their groups, or leave one of each pair out; the split keeps them together.`,
      paths: [...paths],
    },
  ];
}

function imbalanceFindings(classes: Classes): DatasetFinding[] {
  const ranked = [...classes].sort(([, a], [, b]) => b.length - a.length);
  const [largest, smallest] = [ranked[0], ranked.at(-1)];
  if (!largest || !smallest) return [];
  const ratio = largest[1].length / smallest[1].length;
  if (ratio <= imbalance.note) return [];
  return [
    {
      kind: 'imbalance',
      severity: ratio > imbalance.warning ? 'warning' : 'note',
      message: `${largest[0]} has ${ratio.toFixed(ratio < 10 ? 1 : 0)} times as many clips as ${smallest[0]}: keep class weights on, or add clips of ${smallest[0]}.`,
      paths: [],
    },
  ];
}

function smallFindings(classes: Classes): DatasetFinding[] {
  return [...classes].flatMap(([label, clips]) =>
    clips.length >= fewClips
      ? []
      : [
          {
            kind: 'few-clips' as const,
            severity: 'warning' as const,
            message: `${label} has ${clips.length === 1 ? 'one clip' : `${clips.length} clips`}: add more, for a class is hardly learnt from fewer than ${fewClips}.`,
            paths: pathsOf(clips),
          },
        ],
  );
}

function groupFindings(classes: Classes): DatasetFinding[] {
  return [...classes].flatMap(([label, clips]) => {
    const groups = new Set(clips.map(({ group }) => group)).size;
    if (groups >= neededGroups) return [];
    const lack = groups === 1 ? 'validated nor tested' : 'both validated and tested';
    const verb = groups === 1 ? 'can neither be' : 'cannot be';
    return [
      {
        kind: 'few-groups' as const,
        severity: 'warning' as const,
        message: `${label} comes from ${groups === 1 ? 'one camera group' : `${groups} camera groups`} and ${verb} ${lack}: add footage from other cameras.`,
        paths: pathsOf(clips),
      },
    ];
  });
}

function unknownFindings(classes: Classes, knownLabels: readonly string[]): DatasetFinding[] {
  return [...classes]
    .filter(([label]) => matchLabel(label, knownLabels) === undefined)
    .map(([label, clips]) => ({
      kind: 'unknown-class',
      severity: 'note',
      message: `${label} is new to the model and learnt from these clips alone: rename the class if it is one of ${listed(knownLabels)}.`,
      paths: pathsOf(clips),
    }));
}

function guessFindings(included: readonly DatasetClip[]): DatasetFinding[] {
  const guessed = included.filter(({ groupFrom }) => groupFrom === 'name' || groupFrom === 'looks');
  if (guessed.length === 0) return [];
  return [
    {
      kind: 'groups-guessed',
      severity: 'note',
      message: `The camera groups of ${guessed.length} of ${included.length} clips are guessed by file name and looks: look through them, since one camera in two groups makes the figures too good.`,
      paths: pathsOf(guessed),
    },
  ];
}
