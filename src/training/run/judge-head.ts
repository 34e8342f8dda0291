import type { Task } from '../../base/index.ts';
import type {
  ClipPrediction,
  DatasetSplit,
  FitCheckpoint,
  HeadKind,
  HeadResult,
  Judgement,
  NamedWeight,
  TrainingPlan,
} from '../../contract/index.ts';
import { fittedWeights, predictClips } from '../fit/index.ts';
import {
  chooseThresholds,
  classificationReport,
  fitTemperature,
  judgementOf,
  leastForCalibration,
} from '../judge/index.ts';
import { sequenceOf, type RunClip } from './run-clips.ts';

/** A clip with what a head gave for each of its windows: [windows · labels]. */
export interface ClipLogits {
  readonly clip: RunClip;
  readonly logits: Float32Array;
}

/** What a head says of clips, by the window rule of the app. */
export async function logitsOf(
  head: HeadKind,
  weights: readonly NamedWeight[],
  clips: readonly RunClip[],
  { settings }: TrainingPlan,
  task: Task,
): Promise<ClipLogits[]> {
  const { window, hop } = settings;
  const sequences = clips.map((clip) => sequenceOf({ ...clip, variants: clip.variants.slice(0, 1) }, head));
  const logits = await predictClips(head, weights, sequences, { window, hop }, task);
  return clips.map((clip, n) => ({ clip, logits: logits[n] as Float32Array }));
}

/** Clips as the figures take them, at a temperature. */
export function judgementsOf(
  clips: readonly ClipLogits[],
  labels: readonly string[],
  temperature: number,
): Judgement[] {
  return clips.map(({ clip, logits }) =>
    judgementOf({ truth: clip.truth, group: clip.clip.group, logits }, labels.length, temperature),
  );
}

/** The temperature that validation asks for; 1 when there are too few clips to ask ({@link leastForCalibration}). */
export function temperatureOf(validation: readonly ClipLogits[], labels: readonly string[]): number {
  if (validation.length < leastForCalibration) return 1;
  return fitTemperature(
    validation.map(({ clip, logits }) => ({ truth: clip.truth, group: clip.clip.group, logits })),
    labels.length,
  );
}

export interface HeadToJudge {
  readonly head: HeadKind;
  readonly weights: readonly NamedWeight[];
  readonly fit: FitCheckpoint;
  readonly deep?: true;
}

export interface JudgedHead {
  readonly result: HeadResult;
  readonly weights: readonly NamedWeight[];
  /** Of the test clips, in the order of the run's clips. */
  readonly test: readonly Judgement[];
}

/** A head's figures: temperature and thresholds from validation, the rest from the test, which chooses nothing. */
export async function judgeHead(
  { head, weights, fit, deep }: HeadToJudge,
  clips: readonly RunClip[],
  plan: TrainingPlan,
  step: number,
  task: Task,
): Promise<JudgedHead> {
  const { labels, split } = plan;
  const inPart = (part: 'validation' | 'test') => clips.filter(({ clip }) => split.parts[clip.path] === part);
  const validation = await logitsOf(head, weights, inPart('validation'), plan, task);
  const test = await logitsOf(head, weights, inPart('test'), plan, task);
  const temperature = temperatureOf(validation, labels);
  const judged = {
    validation: judgementsOf(validation, labels, temperature),
    test: judgementsOf(test, labels, temperature),
  };
  const predictions = [
    ...validation.map((given, n) => prediction(given, 'validation', judged.validation[n] as Judgement)),
    ...test.map((given, n) => prediction(given, 'test', judged.test[n] as Judgement)),
  ];
  const { hop, window } = plan.settings;
  const result: HeadResult = {
    head,
    ...(deep ? { deep } : {}),
    epochs: fit.epoch,
    bestEpoch: fit.best?.epoch ?? fit.epoch,
    ended: fit.ended ?? 'epochs',
    history: fit.history,
    temperature,
    thresholds: chooseThresholds(
      validation.map(({ clip, logits }) => ({ truth: clip.truth, group: clip.clip.group, logits })),
      labels,
      { temperature, hopSeconds: hop * step, windowSeconds: window * step },
    ),
    validation: reportOf(judged.validation, labels),
    test: reportOf(judged.test, labels),
    predictions,
  };
  return { result, weights, test: judged.test };
}

/** Clips judged by fits that each left some of them out: a fold's temperature comes from its own validation. */
export async function judgeSplit(
  { split, fit }: { readonly split: DatasetSplit; readonly fit: FitCheckpoint },
  clips: readonly RunClip[],
  plan: TrainingPlan,
  task: Task,
): Promise<Judgement[]> {
  const [head = 'hybrid'] = plan.settings.heads;
  const inPart = (part: 'validation' | 'test') => clips.filter(({ clip }) => split.parts[clip.path] === part);
  const weights = fittedWeights(fit);
  const validation = await logitsOf(head, weights, inPart('validation'), plan, task);
  const test = await logitsOf(head, weights, inPart('test'), plan, task);
  return judgementsOf(test, plan.labels, temperatureOf(validation, plan.labels));
}

function prediction(
  { clip }: ClipLogits,
  part: ClipPrediction['part'],
  { truth, probabilities }: Judgement,
): ClipPrediction {
  return { path: clip.clip.path, part, truth, probabilities: Array.from(probabilities) };
}

export function reportOf(judgements: readonly Judgement[], labels: readonly string[]) {
  return judgements.length > 0 ? classificationReport(judgements, labels) : null;
}
