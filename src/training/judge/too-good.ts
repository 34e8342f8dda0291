import {
  normalLabel,
  type ClassificationReport,
  type DatasetClip,
  type DatasetSplit,
} from '../../contract/index.ts';
import { nearDuplicates } from '../dataset/near-duplicates.ts';
import { listed, shareText } from '../dataset/words.ts';
import { leastForCalibration } from './fit-temperature.ts';

/** What a run is suspected by. */
export interface JudgedRun {
  readonly labels: readonly string[];
  readonly clips: readonly DatasetClip[];
  readonly split: DatasetSplit;
  readonly validation: ClassificationReport | null;
  readonly test: ClassificationReport | null;
  /** Of the same head fitted on a split that ignores the groups. */
  readonly shuffled: ClassificationReport | null;
}

/** Test accuracy that no honest video classifier of events reaches, on clips enough to be no accident. */
const unbelievable = { accuracy: 0.97, clips: 20 };
/** What a random split may claim beyond the grouped one before it is worth a word. */
const shuffledGap = 0.1;
/** What validation may claim beyond the test. */
const validationGap = 0.15;
/** A class tested on fewer clips, or a test of fewer camera groups, says little. */
const fewest = 5;

/** Reasons not to believe the figures of a run, one sentence each; none when nothing speaks against them. */
export function findAlarms(run: JudgedRun): string[] {
  return [
    noTest,
    tooGood,
    claimedByShuffling,
    sharedPictures,
    guessedGroups,
    ignoredGroups,
    thinClasses,
    fewGroups,
    oneLabel,
    noBetterThanConstant,
    chosenForValidation,
    uncalibrated,
    presetThresholds,
  ].flatMap((suspicion) => suspicion(run) ?? []);
}

type Suspicion = (run: JudgedRun) => string | null;

const noTest: Suspicion = ({ test }) =>
  test ? null : 'There is no test clip: nothing says how good this model is.';

const tooGood: Suspicion = ({ test }) =>
  test && test.accuracy >= unbelievable.accuracy && test.clips >= unbelievable.clips
    ? `${shareText(test.accuracy)} right on ${test.clips} test clips is too good to believe: look for copies among the parts, or for a place, a watermark or a picture size that gives the class away.`
    : null;

const claimedByShuffling: Suspicion = ({ test, shuffled }) =>
  test && shuffled && shuffled.accuracy - test.accuracy >= shuffledGap
    ? `Random splitting would have claimed ${shareText(shuffled.accuracy)} right; on cameras that it was not trained on the model gets ${shareText(test.accuracy)}.`
    : null;

const sharedPictures: Suspicion = ({ clips, split: { parts } }) => {
  const isLeak = (a: DatasetClip, b: DatasetClip) =>
    (parts[a.path] === 'train' && parts[b.path] === 'test') ||
    (parts[a.path] === 'test' && parts[b.path] === 'train');
  const leaks = nearDuplicates(clips, isLeak);
  const [nearest] = leaks;
  if (!nearest) return null;
  const tested = new Set(
    leaks.flatMap(({ first, second }) => [first, second]).filter(({ path }) => parts[path] === 'test'),
  );
  return `${countOf(tested.size, 'test clip')} nearly ${tested.size === 1 ? 'repeats' : 'repeat'} what was trained on, as ${nearest.first.path} and ${nearest.second.path}: put their groups together.`;
};

const guessedGroups: Suspicion = ({ clips, split: { by, parts } }) => {
  const used = clips.filter(({ path }) => parts[path] !== undefined);
  return by === 'group' && used.length > 0 && used.every(({ groupFrom }) => groupFrom === 'name')
    ? 'The camera groups are only guessed from file names: if one camera goes by two names, the figures are too good.'
    : null;
};

const ignoredGroups: Suspicion = ({ split: { by } }) =>
  by === 'clip'
    ? 'The split ignores the camera groups: the model is tested on cameras that it was trained on.'
    : null;

const thinClasses: Suspicion = ({ labels, test }) => {
  if (!test) return null;
  const thin = labels.flatMap((label) => {
    const support = test.perClass[label]?.support ?? 0;
    return support < fewest ? [`${label} (${support})`] : [];
  });
  if (thin.length === 0) return null;
  return `${listed(thin)} ${thin.length === 1 ? 'has' : 'have'} fewer than ${fewest} test clips: such figures say little.`;
};

const fewGroups: Suspicion = ({ clips, test, split: { parts } }) => {
  const groups = new Set(clips.filter(({ path }) => parts[path] === 'test').map(({ group }) => group)).size;
  return test && groups < fewest
    ? `The test clips come from ${countOf(groups, 'camera group')}: another few cameras may give quite other figures.`
    : null;
};

const oneLabel: Suspicion = ({ labels, test }) => {
  const tested = labels.filter((label) => (test?.perClass[label]?.support ?? 0) > 0);
  return tested.length === 1
    ? `All test clips are of the class ${tested[0]}: the figures say nothing of the others.`
    : null;
};

const noBetterThanConstant: Suspicion = ({ labels, test }) => {
  if (!test) return null;
  const supports = labels.map((label) => test.perClass[label]?.support ?? 0);
  const most = Math.max(...supports);
  const label = labels[supports.indexOf(most)];
  return supports.filter((support) => support > 0).length > 1 && test.accuracy <= most / test.clips
    ? `Always answering ${label} would have been right for ${shareText(most / test.clips)} of the test clips; the model gets ${shareText(test.accuracy)}.`
    : null;
};

const chosenForValidation: Suspicion = ({ validation, test }) =>
  validation && test && validation.accuracy - test.accuracy >= validationGap
    ? `Validation says ${shareText(validation.accuracy)} right, the test ${shareText(test.accuracy)}: the model was chosen to suit the validation clips, so believe the test.`
    : null;

const uncalibrated: Suspicion = ({ validation }) => {
  if (!validation)
    return 'There is no validation clip: the last epoch was kept, and the probabilities are not calibrated.';
  return validation.clips < leastForCalibration
    ? `There ${validation.clips === 1 ? 'is' : 'are'} only ${countOf(validation.clips, 'validation clip')}: the probabilities are not calibrated.`
    : null;
};

const presetThresholds: Suspicion = ({ labels, validation }) => {
  if (!validation) return null;
  const unchosen = labels.filter(
    (label) => label !== normalLabel && (validation.perClass[label]?.support ?? 0) === 0,
  );
  return unchosen.length > 0
    ? `No validation clip shows ${listed(unchosen)}: the threshold for ${unchosen.length === 1 ? 'it' : 'them'} is preset, not chosen.`
    : null;
};

function countOf(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
