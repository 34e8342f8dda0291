import { AppError, type Task } from '../base/index.ts';
import { ComputeEngine } from '../compute/index.ts';
import type {
  BackendChoice,
  BackendReport,
  CheckpointStore,
  DecoderChoice,
  ExaminedFile,
  FeatureStore,
  LoadedModel,
  ModelSource,
  SourceFile,
  TrainingRequest,
  TrainingService,
  TrainingUpdate,
  VideoService,
} from '../contract/index.ts';
import { readModel, type ModelBundle } from '../model/index.ts';
import { examineFile, runTraining } from '../training/index.ts';
import { holdRun } from './hold-run.ts';
import { openRemoteClip } from './remote-clip.ts';

export interface TrainingStores {
  readonly features: FeatureStore;
  readonly checkpoints: CheckpointStore;
}

export interface TrainingParts {
  /** Starts the worker that decodes, on first use. */
  readonly connectVideo: () => VideoService;
  readonly openStores: () => Promise<TrainingStores>;
}

/** Examining files and training on them, for one worker. */
export function createTrainingService({ connectVideo, openStores }: TrainingParts): TrainingService {
  let video: VideoService | undefined;
  let stores: Promise<TrainingStores> | undefined;
  let engine: ComputeEngine | undefined;
  let bundle: ModelBundle | undefined;

  return {
    async start(choice: BackendChoice, task: Task): Promise<BackendReport> {
      engine = await ComputeEngine.start(choice, task);
      return engine.report;
    },

    async loadModel(source: ModelSource, task: Task): Promise<LoadedModel> {
      bundle = await readModel(source, task.signal);
      const { manifest, identity } = bundle;
      return { manifest, identity };
    },

    async *examine(
      files: readonly SourceFile[],
      decoder: DecoderChoice,
      task: Task,
    ): AsyncGenerator<ExaminedFile, void> {
      video ??= connectVideo();
      const decoding = video;
      const opener = {
        openClip: (file: File, openTask: Task) => openRemoteClip(decoding, file, decoder, openTask),
        sha256: (file: File, hashTask: Task) => decoding.sha256(file, hashTask),
      };
      for (const [n, file] of files.entries()) {
        yield await examineFile(file, opener, { signal: task.signal });
        task.onProgress?.({ stage: 'examining', done: n + 1, total: files.length, unit: 'files' });
      }
    },

    async *train(request: TrainingRequest, task: Task): AsyncGenerator<TrainingUpdate, void> {
      if (!engine || !bundle) throw notReady();
      using _held = await holdRun(request.plan.runId, task.signal);
      video ??= connectVideo();
      const decoding = video;
      stores ??= openStores();
      const { features, checkpoints } = await stores;
      const context = {
        bundle,
        engine,
        features,
        checkpoints,
        openClip: (file: File, openTask: Task) => openRemoteClip(decoding, file, request.decoder, openTask),
      };
      yield* runTraining(context, request, task);
    },
  };
}

function notReady(): AppError {
  return new AppError('model-missing', 'No model to start from is loaded yet.', {
    remedy: 'Wait for the model, then try again.',
  });
}
