import { AppError, isAbort, messageOf, type Task } from '../../base/index.ts';
import type {
  Clip,
  DatasetClip,
  FeatureStore,
  SourceFile,
  StoredFeatures,
  TrainingUpdate,
} from '../../contract/index.ts';
import { alterationOf } from './augment-input.ts';
import { embedClip, type FrameEmbedder } from './embed-clip.ts';
import { featureKey, type FeaturePlan, type RowLimit } from './feature-plan.ts';

export interface ExtractionContext {
  readonly classifier: FrameEmbedder;
  readonly store: FeatureStore;
  readonly files: readonly SourceFile[];
  readonly openClip: (file: File, task: Task) => Promise<Clip>;
  readonly limit?: RowLimit;
}

export interface ExtractionJob {
  readonly clip: DatasetClip;
  /** Altered copies besides the clip itself. */
  readonly variants: number;
}

/**
 * Puts the rows of each clip into the store, where they are not there already. Goes on where it was stopped: what is
 * stored is never made again. A file that cannot be read is told and passed over.
 * @throws AppError 'file-unreadable' when a file is neither at hand nor cached
 */
export async function* extractFeatures(
  jobs: readonly ExtractionJob[],
  plan: FeaturePlan,
  context: ExtractionContext,
  task: Task,
): AsyncGenerator<TrainingUpdate, void> {
  const keys = jobs.flatMap(({ clip, variants }) => keysOf(clip, plan, variants));
  const known = await context.store.known(keys);
  const missing = jobs.filter(({ clip, variants }) =>
    keysOf(clip, plan, variants).some((key) => !known.has(key)),
  );
  const files = new Map(context.files.map(({ path, file }) => [path, file]));
  assertAtHand(missing, files);
  const cached = jobs.length - missing.length;
  yield { kind: 'features', done: cached, total: jobs.length, cached };
  for (const [n, { clip, variants }] of missing.entries()) {
    task.signal.throwIfAborted();
    try {
      await extract(clip, files.get(clip.path) as File, plan, variants, context, task);
    } catch (error) {
      if (isAbort(error) || !isFileFault(error)) throw error;
      yield { kind: 'unreadable', path: clip.path, reason: messageOf(error) };
    }
    yield { kind: 'features', done: cached + n + 1, total: jobs.length, cached };
  }
}

/** The rows of a clip, variant 0 first; undefined when they are not (or no longer) in the store. */
export async function storedVariants(
  clip: DatasetClip,
  plan: FeaturePlan,
  variants: number,
  store: FeatureStore,
): Promise<StoredFeatures[] | undefined> {
  const found = await Promise.all(keysOf(clip, plan, variants).map((key) => store.get(key)));
  return found.every((features) => features !== undefined) ? found : undefined;
}

function keysOf(clip: DatasetClip, plan: FeaturePlan, variants: number): string[] {
  return Array.from({ length: variants + 1 }, (_, variant) => featureKey(clip, plan, variant));
}

async function extract(
  clip: DatasetClip,
  file: File,
  plan: FeaturePlan,
  variants: number,
  { classifier, store, openClip, limit }: ExtractionContext,
  task: Task,
): Promise<void> {
  await using opened = await openClip(file, task);
  const alterations = Array.from({ length: variants + 1 }, (_, variant) =>
    variant === 0 ? null : alterationOf(clip.sha256, variant, plan.augmentation, plan.seed),
  );
  const options = {
    classifier,
    variants: alterations,
    ...(clip.span ? { span: clip.span } : {}),
    ...(limit ? { limit } : {}),
  };
  const features = await embedClip(opened, options, { signal: task.signal });
  const keys = keysOf(clip, plan, variants);
  for (const [n, rows] of features.entries()) await store.put(keys[n] as string, rows);
}

/** What is wrong with one file; a lost device or a full disk concerns them all. */
function isFileFault(error: unknown): boolean {
  const ofTheApp = ['storage-full', 'storage-refused', 'device-lost', 'out-of-memory', 'backend-unavailable'];
  return error instanceof AppError && !ofTheApp.includes(error.code);
}

function assertAtHand(jobs: readonly ExtractionJob[], files: ReadonlyMap<string, File>): void {
  const absent = jobs.filter(({ clip }) => !files.has(clip.path));
  const [first] = absent;
  if (!first) return;
  const rest = absent.length > 1 ? ` and ${absent.length - 1} more files are` : ' is';
  throw new AppError('file-unreadable', `${first.clip.path}${rest} not at hand, and not extracted yet.`, {
    remedy: 'Drop the folder again; nothing that was done is lost.',
    details: { missing: absent.length },
  });
}
