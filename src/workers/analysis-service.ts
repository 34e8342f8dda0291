import { AppError, type Task } from '../base/index.ts';
import { analyseClip, analyseLive, explainMoment } from '../analysis/index.ts';
import { ComputeEngine } from '../compute/index.ts';
import type {
  AnalysisOptions,
  AnalysisService,
  AnalysisUpdate,
  BackendChoice,
  BackendReport,
  Explanation,
  ExplanationOptions,
  LiveAnalysisService,
  LiveFrameSource,
  LiveUpdate,
  LoadedModel,
  ModelFiles,
  ModelSource,
  VideoService,
} from '../contract/index.ts';
import { Classifier, packModel, readModel, toModelFiles, type ModelBundle } from '../model/index.ts';
import { connect } from './connect.ts';
import { openRemoteClip } from './remote-clip.ts';

/** WASM gains nothing from large batches and answers sooner with small ones; a GPU wants to be filled. */
const batchSizes = { webgpu: 16, wasm: 4, cpu: 1 } as const;

/**
 * Backend, model and the way from a file to probabilities, for one worker.
 * @param connectVideo starts the worker that decodes, on first use
 */
export function createAnalysisService(
  connectVideo: () => VideoService,
): AnalysisService & LiveAnalysisService {
  let video: VideoService | undefined;
  let engine: ComputeEngine | undefined;
  let bundle: ModelBundle | undefined;
  let classifier: Classifier | undefined;

  async function rebuildClassifier(): Promise<void> {
    classifier?.[Symbol.dispose]();
    classifier = undefined;
    if (engine && bundle) classifier = await Classifier.create(bundle, engine);
  }

  return {
    async start(choice: BackendChoice, task: Task): Promise<BackendReport> {
      classifier?.[Symbol.dispose]();
      classifier = undefined;
      engine = await ComputeEngine.start(choice, task);
      await rebuildClassifier();
      return engine.report;
    },

    async loadModel(source: ModelSource, task: Task): Promise<LoadedModel> {
      const candidate = await readModel(source, task.signal);
      if (engine) {
        const built = await Classifier.create(candidate, engine);
        classifier?.[Symbol.dispose]();
        classifier = built;
      }
      bundle = candidate;
      const { manifest, identity } = candidate;
      return { manifest, identity };
    },

    async readModel(source: ModelSource, task: Task): Promise<ModelFiles> {
      return toModelFiles(await readModel(source, task.signal));
    },

    async packModel(source: ModelSource, task: Task): Promise<Uint8Array<ArrayBuffer>> {
      return packModel(toModelFiles(await readModel(source, task.signal)));
    },

    async *analyse(file: File, options: AnalysisOptions, task: Task): AsyncGenerator<AnalysisUpdate, void> {
      if (!engine || !classifier) throw notReady();
      const startedAt = performance.now();
      video ??= connectVideo();
      await using clip = await openRemoteClip(video, file, options.decoder, task);
      const running = engine;
      const rebuilt: AnalysisUpdate[] = [];
      classifier.onRebuilt = () => rebuilt.push({ kind: 'device-rebuilt', backend: running.report });
      const context = {
        classifier,
        backend: () => running.report,
        loadSeconds: (performance.now() - startedAt) / 1000,
        batchSize: batchSizes[running.report.backend],
      };
      for await (const update of analyseClip(clip, context, options, task)) {
        yield* rebuilt.splice(0);
        yield update;
      }
    },

    async explain(file: File, options: ExplanationOptions, task: Task): Promise<Explanation> {
      if (!engine || !classifier) throw notReady();
      video ??= connectVideo();
      const { backend } = engine.report;
      await using clip = await openRemoteClip(video, file, options.decoder, task);
      const found = await explainMoment(
        clip,
        { network: classifier, batchSize: batchSizes[backend] },
        options,
        task,
      );
      return { ...found, model: classifier.identity, backend };
    },

    async *analyseLive(samples: MessagePort, task: Task): AsyncGenerator<LiveUpdate, void> {
      if (!engine || !classifier) throw notReady();
      using source = connect<LiveFrameSource>(samples, []);
      const running = engine;
      const rebuilt: LiveUpdate[] = [];
      classifier.onRebuilt = () => rebuilt.push({ kind: 'device-rebuilt', backend: running.report });
      for await (const update of analyseLive(source, classifier, task)) {
        yield* rebuilt.splice(0);
        yield update;
      }
    },
  };
}

function notReady(): AppError {
  return new AppError('model-missing', 'No model is loaded yet.', {
    remedy: 'Wait for the model, then try again.',
  });
}
