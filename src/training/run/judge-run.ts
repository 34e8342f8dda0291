import type { Task } from '../../base/index.ts';
import type {
  ClassificationReport,
  DatasetSplit,
  FitCheckpoint,
  HeadKind,
  Judgement,
  PairedComparison,
  TrainingOutcome,
  TrainingRequest,
  TrainingUpdate,
} from '../../contract/index.ts';
import { grownHeadWeights, headWeightsOf, type ModelBundle } from '../../model/index.ts';
import { fittedWeights } from '../fit/index.ts';
import { compareModels, findAlarms } from '../judge/index.ts';
import { buildModel, type ModelSources } from './build-model.ts';
import type { DeepResult } from './deep-stage.ts';
import { judgeDeep } from './judge-deep.ts';
import { judgeHead, judgementsOf, judgeSplit, logitsOf, reportOf, type JudgedHead } from './judge-head.ts';
import type { RunClip } from './run-clips.ts';
import type { RunSplits } from './run-splits.ts';
import type { RunContext } from './run-training.ts';
import { seenAlarm, seenClips } from './seen-clips.ts';

/** A run whose fits are over. */
export interface FittedRun {
  readonly context: RunContext;
  readonly request: TrainingRequest;
  /** The model that made the features. */
  readonly prepared: ModelBundle;
  readonly clips: readonly RunClip[];
  readonly splits: RunSplits;
  readonly unreadable: TrainingOutcome['unreadable'];
  readonly heads: readonly { readonly head: HeadKind; readonly fit: FitCheckpoint }[];
  readonly foldFits: readonly { readonly split: DatasetSplit; readonly fit: FitCheckpoint }[];
  readonly shuffledFit: FitCheckpoint | null;
  readonly deep: DeepResult | null;
}

/** Figures, comparisons and alarms of a run, and its model. */
export async function* judgeRun(run: FittedRun, task: Task): AsyncGenerator<TrainingUpdate, void> {
  const { context, request, clips } = run;
  const { plan } = request;
  const step = 1 / context.bundle.manifest.sampling.fps;
  const frozen: JudgedHead[] = [];
  for (const { head, fit } of run.heads)
    frozen.push(await judgeHead({ head, weights: fittedWeights(fit), fit }, clips, plan, step, task));
  const deep = run.deep ? yield* judgeDeep({ ...run, deep: run.deep }, step, task) : null;
  const judged = deep ? [deep, ...frozen] : frozen;
  const [main] = judged;
  if (!main) throw new Error('A run has at least one head.');
  const results = judged.map(({ result }) => result);
  const shuffled = await shuffledReport(run, task);
  const outcome: TrainingOutcome = {
    results,
    comparisons: compareHeads(judged, plan.labels),
    before: await judgeBefore(run, main, task),
    folds: await foldsReport(run, task),
    shuffled: shuffled && main.result.test ? { report: shuffled, grouped: main.result.test } : null,
    alarms: alarmsOf(run, main, shuffled),
    unreadable: run.unreadable,
  };
  const sources: ModelSources = {
    bundle: context.bundle,
    plan,
    result: main.result,
    head: main.weights,
    ...(run.deep ? { backbone: run.deep.tail } : {}),
  };
  yield { kind: 'finished', outcome, model: await buildModel(sources, outcome) };
}

/** What speaks against the figures; first of all, that the clips are not new to the model at hand. */
function alarmsOf(
  { context, request: { plan }, clips }: FittedRun,
  { result: { validation, test } }: JudgedHead,
  shuffled: ClassificationReport | null,
): string[] {
  const tested = clips.map(({ clip }) => clip).filter(({ path }) => plan.split.parts[path] === 'test');
  const seen = seenAlarm(
    seenClips(context.bundle, tested).length,
    tested.length,
    context.bundle.manifest.name,
  );
  const { labels, split } = plan;
  return [
    ...(seen ? [seen] : []),
    ...findAlarms({ labels, clips: plan.clips, split, validation, test, shuffled }),
  ];
}

function compareHeads(
  [first, ...others]: readonly JudgedHead[],
  labels: readonly string[],
): PairedComparison[] {
  if (!first || first.test.length === 0) return [];
  return others.map((other) =>
    compareModels(
      { name: nameOf(first), judgements: first.test },
      { name: nameOf(other), judgements: other.test },
      labels,
    ),
  );
}

/**
 * The model that the run started from, on the same test clips. null when it knows other labels, or was made for frames
 * prepared otherwise.
 */
async function judgeBefore(
  { context, prepared, request, clips }: FittedRun,
  main: JudgedHead,
  task: Task,
): Promise<TrainingOutcome['before']> {
  const { plan } = request;
  const { manifest } = context.bundle;
  const sameLabels =
    plan.labels.length === manifest.labels.length &&
    plan.labels.every((label) => manifest.labels.includes(label));
  const sameFrames = prepared.manifest.preprocessing.denoise === manifest.preprocessing.denoise;
  if (!sameLabels || !sameFrames || manifest.head.kind === 'lstm' || main.test.length === 0) return null;
  const given = headWeightsOf(context.bundle);
  const weights = grownHeadWeights(given.weights, manifest.labels, plan.labels, plan.settings.seed);
  const test = clips.filter(({ clip }) => plan.split.parts[clip.path] === 'test');
  const { window, hop } = manifest.head;
  const asBefore = { ...plan, settings: { ...plan.settings, window, hop } };
  const logits = await logitsOf(manifest.head.kind, weights, test, asBefore, task);
  const before = judgementsOf(logits, plan.labels, manifest.calibration.temperature);
  const report = reportOf(before, plan.labels);
  if (!report) return null;
  const comparison = compareModels(
    { name: plan.name, judgements: main.test },
    { name: manifest.name, judgements: before },
    plan.labels,
  );
  return { report, comparison };
}

async function foldsReport(
  { foldFits, clips, request }: FittedRun,
  task: Task,
): Promise<TrainingOutcome['folds']> {
  const pooled: Judgement[] = [];
  for (const fold of foldFits) pooled.push(...(await judgeSplit(fold, clips, request.plan, task)));
  const report = reportOf(pooled, request.plan.labels);
  return report && { count: foldFits.length, report };
}

async function shuffledReport(
  { shuffledFit, splits, clips, request }: FittedRun,
  task: Task,
): Promise<ClassificationReport | null> {
  if (!shuffledFit || !splits.shuffled) return null;
  const judgements = await judgeSplit(
    { split: splits.shuffled, fit: shuffledFit },
    clips,
    request.plan,
    task,
  );
  return reportOf(judgements, request.plan.labels);
}

function nameOf({ result: { head, deep } }: JudgedHead): string {
  return deep ? `${head}, fine-tuned` : head;
}
