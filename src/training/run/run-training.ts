import type { Task } from '../../base/index.ts';
import type { ComputeEngine } from '../../compute/index.ts';
import type {
  CheckpointStore,
  Clip,
  DatasetClip,
  DatasetSplit,
  FeatureStore,
  FitStage,
  HeadKind,
  TrainingRequest,
  TrainingUpdate,
} from '../../contract/index.ts';
import { Classifier, type ModelBundle } from '../../model/index.ts';
import { extractFeatures, featurePlan, type ExtractionJob } from '../features/index.ts';
import { fitHead, fittedWeights, type EndedFit } from '../fit/index.ts';
import { fitDeepStage } from './deep-stage.ts';
import { fitStage, headFitOf, windowsOfEpoch } from './fit-stage.ts';
import { judgeRun, type FittedRun } from './judge-run.ts';
import { readRunClips, type RunClip } from './run-clips.ts';
import { runSplits, type RunSplits } from './run-splits.ts';
import { startWeights } from './start-weights.ts';

export interface RunContext {
  /** The model to start from. */
  readonly bundle: ModelBundle;
  readonly engine: ComputeEngine;
  readonly features: FeatureStore;
  readonly checkpoints: CheckpointStore;
  readonly openClip: (file: File, task: Task) => Promise<Clip>;
}

type Unreadable = { readonly path: string; readonly reason: string };

/**
 * A whole training run: features, fits, figures, model. Every step is found again in its store, so that a run called
 * once more with the same plan goes on at its last finished epoch and ends in the same weights.
 * @throws AppError 'file-unreadable' when a file is needed that is not at hand, 'model-incompatible', 'storage-full'
 */
export async function* runTraining(
  context: RunContext,
  request: TrainingRequest,
  task: Task,
): AsyncGenerator<TrainingUpdate, void> {
  const { plan } = request;
  const splits = runSplits(plan);
  const prepared = preparedBundle(context.bundle, plan.settings.denoise);
  const unreadable = yield* putFeatures(context, prepared, request, splits, task);
  const lost = new Set(unreadable.map(({ path }) => path));
  const clips = await readRunClips(
    usedClips(request).filter(({ path }) => !lost.has(path)),
    {
      labels: plan.labels,
      plan: featurePlan(prepared.manifest, plan.settings.augmentation, plan.settings.seed),
      store: context.features,
      variantsOf: variantsIn(request, splits),
      withPixels: plan.settings.heads.includes('lstm'),
    },
    task,
  );

  const fits = yield* fitAll(context, prepared, request, clips, splits, task);
  yield* judgeRun({ context, request, prepared, clips, splits, unreadable, ...fits }, task);
}

/** The model whose backbone makes the features: the one at hand, with the run's preprocessing. */
function preparedBundle(bundle: ModelBundle, denoise: boolean): ModelBundle {
  const { manifest } = bundle;
  const preprocessing = {
    ...manifest.preprocessing,
    denoise: denoise ? ('median3' as const) : ('none' as const),
  };
  return { ...bundle, manifest: { ...manifest, preprocessing } };
}

function usedClips({ plan }: TrainingRequest): DatasetClip[] {
  return plan.clips.filter(({ path, excluded }) => !excluded && plan.split.parts[path] !== undefined);
}

/** Altered copies are only made of clips that some fit trains on. */
function variantsIn({ plan }: TrainingRequest, splits: RunSplits): (clip: DatasetClip) => number {
  const all: readonly DatasetSplit[] = [
    plan.split,
    ...splits.folds,
    ...(splits.shuffled ? [splits.shuffled] : []),
  ];
  return ({ path }) =>
    all.some(({ parts }) => parts[path] === 'train') ? plan.settings.augmentation.variants : 0;
}

async function* putFeatures(
  { engine, features, openClip }: RunContext,
  prepared: ModelBundle,
  request: TrainingRequest,
  splits: RunSplits,
  task: Task,
): AsyncGenerator<TrainingUpdate, Unreadable[]> {
  const { settings } = request.plan;
  const variantsOf = variantsIn(request, splits);
  const jobs: ExtractionJob[] = usedClips(request).map((clip) => ({ clip, variants: variantsOf(clip) }));
  const plan = featurePlan(prepared.manifest, settings.augmentation, settings.seed);
  using classifier = await Classifier.create(prepared, engine);
  const unreadable: Unreadable[] = [];
  const context = { classifier, store: features, files: request.files, openClip };
  for await (const update of extractFeatures(jobs, plan, context, task)) {
    if (update.kind === 'unreadable') unreadable.push({ path: update.path, reason: update.reason });
    yield update;
  }
  return unreadable;
}

type Fits = Pick<FittedRun, 'heads' | 'deep' | 'foldFits' | 'shuffledFit'>;

async function* fitAll(
  context: RunContext,
  prepared: ModelBundle,
  request: TrainingRequest,
  clips: readonly RunClip[],
  splits: RunSplits,
  task: Task,
): AsyncGenerator<TrainingUpdate, Fits> {
  const { plan, stopFitting = false } = request;
  const { settings } = plan;
  const fit = (stage: FitStage, split: DatasetSplit) => {
    const input = headFitOf(plan, stage.head, clips, split, startWeights(context.bundle, plan, stage.head));
    return fitStage({
      stage,
      runId: plan.runId,
      checkpoints: context.checkpoints,
      engine: context.engine,
      epochs: settings.epochs,
      windows: windowsOfEpoch(input.train, input),
      stop: stopFitting,
      fit: (control) => fitHead({ ...input, ...control }, task),
    });
  };
  const heads: { head: HeadKind; fit: EndedFit }[] = [];
  for (const head of settings.heads) {
    const ended = yield* fit({ name: head, head, kind: 'head' }, plan.split);
    if (ended) heads.push({ head, fit: ended });
  }
  const [main] = heads;
  const deep = main
    ? yield* fitDeepStage(context, prepared, request, clips, fittedWeights(main.fit), task)
    : null;
  const [head = 'hybrid'] = settings.heads;
  const foldFits: { split: DatasetSplit; fit: EndedFit }[] = [];
  for (const [n, split] of splits.folds.entries()) {
    const ended = yield* fit({ name: `fold ${n + 1}`, head, kind: 'fold' }, split);
    if (ended) foldFits.push({ split, fit: ended });
  }
  const shuffledFit = splits.shuffled
    ? yield* fit({ name: 'shuffled split', head, kind: 'shuffled' }, splits.shuffled)
    : null;
  return { heads, deep, foldFits, shuffledFit };
}
