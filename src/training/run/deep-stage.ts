import { AppError, type Task } from '../../base/index.ts';
import type { FeatureStore, NamedWeight, TrainingRequest, TrainingUpdate } from '../../contract/index.ts';
import { SplitBackbone, type BackboneTail, type ModelBundle } from '../../model/index.ts';
import {
  extractFeatures,
  featureKey,
  featurePlan,
  mapRows,
  type FeaturePlan,
  type FrameEmbedder,
} from '../features/index.ts';
import { deepParts, fitDeep, fittedWeights, type ClipMaps, type EndedFit } from '../fit/index.ts';
import { fitStage, partOf } from './fit-stage.ts';
import type { RunClip } from './run-clips.ts';
import type { RunContext } from './run-training.ts';

/** What deep fine-tuning gives: the tail of the backbone and the head on it. */
export interface DeepResult {
  readonly fit: EndedFit;
  readonly tail: readonly NamedWeight[];
  readonly head: readonly NamedWeight[];
}

/** Frames of one step times the window: a tail of 25 positions bears about this many on a laptop. */
const clipsPerStep = 8;

/**
 * Fits the last blocks of the backbone together with the first head, from where that head stands. The maps that the
 * tail takes are cached as features are, two windows a clip, one altered copy.
 * @returns null when it was stopped before it began
 * @throws AppError 'input-invalid' for a head that does not look at the backbone's features
 */
export async function* fitDeepStage(
  context: RunContext,
  prepared: ModelBundle,
  request: TrainingRequest,
  clips: readonly RunClip[],
  head: readonly NamedWeight[],
  task: Task,
): AsyncGenerator<TrainingUpdate, DeepResult | null> {
  const { plan, stopFitting = false } = request;
  const { settings } = plan;
  const [kind = 'hybrid'] = settings.heads;
  if (!settings.deep) return null;
  if (kind === 'lstm') throw noFeatures();
  using backbone = await SplitBackbone.create(prepared);
  const maps = mapPlan(prepared, settings.augmentation, settings.seed, backbone.tail);
  const variants = Math.min(1, settings.augmentation.variants);
  const train = partOf(clips, plan.split, 'train');
  const validation = partOf(clips, plan.split, 'validation');
  const jobs = [
    ...train.map(({ clip }) => ({ clip, variants })),
    ...validation.map(({ clip }) => ({ clip, variants: 0 })),
  ];
  const extraction = {
    classifier: mapEmbedder(prepared, backbone),
    store: context.features,
    files: request.files,
    openClip: context.openClip,
    limit: mapRows,
  };
  yield* extractFeatures(jobs, maps, extraction, task);
  const input = {
    kind,
    window: settings.window,
    hop: settings.hop,
    labels: plan.labels.length,
    tail: backbone.tail,
    train: await clipMaps(train, maps, variants, context.features),
    validation: await clipMaps(validation, maps, 0, context.features),
    settings: {
      ...settings,
      ...settings.deep,
      batchSize: clipsPerStep,
      timeJitter: settings.augmentation.timeJitter,
    },
    head,
  };
  const ended = yield* fitStage({
    stage: { name: `${kind}, fine-tuned`, head: kind, kind: 'deep' },
    runId: plan.runId,
    checkpoints: context.checkpoints,
    engine: context.engine,
    epochs: settings.deep.epochs,
    windows: input.train.length,
    stop: stopFitting,
    fit: (control) => fitDeep({ ...input, ...control }, task),
  });
  return ended && { fit: ended, ...deepParts(fittedWeights(ended), backbone.tail) };
}

function mapPlan(
  { manifest }: ModelBundle,
  augmentation: TrainingRequest['plan']['settings']['augmentation'],
  seed: number,
  { layers }: BackboneTail,
): FeaturePlan {
  const plan = featurePlan(manifest, augmentation, seed);
  return { ...plan, backbone: `${plan.backbone};maps before ${layers[0]?.name}` };
}

/** The front of the backbone as something that gives rows: a row is a map. */
function mapEmbedder({ manifest }: ModelBundle, backbone: SplitBackbone): FrameEmbedder {
  const [height, width, channels] = backbone.tail.mapShape;
  const featureLength = height * width * channels;
  return {
    manifest: { ...manifest, backbone: { ...manifest.backbone, featureLength } },
    embed: (input, count) => backbone.maps(input, count),
  };
}

/** Clips whose maps are fetched when they are needed. One whose maps could not be made is passed over. */
async function clipMaps(
  clips: readonly RunClip[],
  plan: FeaturePlan,
  variants: number,
  store: FeatureStore,
): Promise<ClipMaps[]> {
  const read: ClipMaps[] = [];
  for (const { clip, truth } of clips) {
    const keys = Array.from({ length: variants + 1 }, (_, variant) => featureKey(clip, plan, variant));
    const known = await store.known(keys);
    if (known.size < keys.length) continue;
    const first = await store.get(keys[0] as string);
    const rows = first?.rows ?? 0;
    read.push({
      truth,
      group: clip.group,
      variants: keys.map((key) => ({ rows, load: () => loadMaps(store, key, clip.path) })),
    });
  }
  return read;
}

async function loadMaps(store: FeatureStore, key: string, path: string): Promise<Uint16Array> {
  const maps = await store.get(key);
  if (maps) return maps.values;
  throw new AppError('storage-full', `The maps of ${path} were put away and are gone again.`, {
    remedy: 'Free space on the disk or leave clips out, then resume: only what is missing is made again.',
  });
}

function noFeatures(): AppError {
  return new AppError(
    'input-invalid',
    'The LSTM-only head does not look at the backbone, so there is nothing to fine-tune.',
    { remedy: 'Put the hybrid or the CNN-only head first, or turn deep fine-tuning off.' },
  );
}
