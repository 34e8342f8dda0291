import { encodeError, type EncodedError, type Progress, type Task } from '../base/index.ts';
import { detectEvents, meanProbabilities, smoothTrack } from '../analysis/pure.ts';
import type {
  AnalysisOptions,
  AnalysisResult,
  BackendChoice,
  BackendReport,
  BacktestRequest,
  LoadedModel,
  ModelSource,
  TrainingUpdate,
} from '../contract/index.ts';
import { connectAnalysis, connectVideo } from '../workers/index.ts';
import { runForecast, type ForecastRun } from './headless-forecast.ts';
import { watchCamera, type LiveRun } from './headless-live.ts';
import { runTraining, type HeadlessTraining, type TrainedModel } from './headless-training.ts';

/*
 * The page behind the command line: the app's own workers, without its screens. A script puts files into the page's
 * inputs and calls `vigil`.
 */

/** One line of `analyze`, as docs and README describe it. */
export interface AnalysisLine {
  readonly file: string;
  readonly sha256: string;
  readonly durationSeconds: number;
  readonly frames: number;
  readonly decoder: string;
  readonly backend: string;
  readonly model: { readonly id: string; readonly sha256: string };
  readonly labels: readonly string[];
  readonly clip: Readonly<Record<string, number>>;
  readonly track: {
    readonly timestamps: readonly number[];
    readonly probabilities: readonly (readonly number[])[];
  };
  readonly events: readonly {
    readonly label: string;
    readonly start: number;
    readonly end: number;
    readonly peak: number;
    readonly score: number;
  }[];
  readonly seconds: AnalysisResult['seconds'];
  readonly realtimeFactor: number;
}

export interface HashedFile {
  readonly sha256: string;
  readonly seconds: number;
}

export type Outcome<T> = { readonly value: T } | { readonly error: EncodedError };

export interface HeadlessVigil {
  start(backend: BackendChoice): Promise<Outcome<BackendReport>>;
  /** A model of the build by its id, the build's first when undefined, or the files in the `#model` input. */
  loadModel(from: { id?: string } | 'files'): Promise<Outcome<LoadedModel>>;
  /** Analyses file number `index` of the `#clips` input. */
  analyse(index: number, options: AnalysisOptions): Promise<Outcome<AnalysisLine>>;
  /** Hashes file number `index` of the `#clips` input. */
  hash(index: number): Promise<Outcome<HashedFile>>;
  /** Imports, scores and forecasts the crime table that is file number `index` of the `#clips` input. */
  forecast(index: number, request: BacktestRequest): Promise<Outcome<ForecastRun>>;
  /** Trains on the files of the `#clips` input, from the build's first model or the one in the `#model` input. */
  train(request: HeadlessTraining, from: 'shipped' | 'files'): Promise<Outcome<TrainedModel>>;
  /** Watches the camera for so many seconds, with the model that is loaded. */
  watch(seconds: number): Promise<Outcome<LiveRun>>;
  /** Milliseconds from a call of `analyse` to its first row of probabilities, of the last analysis. */
  readonly firstRowMs: number | null;
}

declare global {
  interface Window {
    vigil: HeadlessVigil;
    /** Given by the driving script, when it wants to hear of progress. */
    vigilProgress?: (progress: Progress) => void;
    /** Likewise of what a training says as it goes; the model itself is not told here. */
    vigilTrainingUpdate?: (update: TrainingUpdate) => void;
  }
}

const analysis = connectAnalysis();
const video = connectVideo();
let model: LoadedModel | undefined;
let firstRowMs: number | null = null;

function newTask(): Task {
  return {
    signal: new AbortController().signal,
    onProgress: (progress) => window.vigilProgress?.(progress),
  };
}

async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: encodeError(error) };
  }
}

function filesOf(input: string): File[] {
  return [...(document.querySelector<HTMLInputElement>(input)?.files ?? [])];
}

async function analyse(index: number, options: AnalysisOptions): Promise<AnalysisLine> {
  const file = filesOf('#clips')[index];
  if (!file) throw new Error(`There is no file number ${index}.`);
  const startedAt = performance.now();
  firstRowMs = null;
  const sha256 = video.sha256(file, newTask());
  // Whichever fails first is told; the other must not be an unhandled rejection.
  sha256.catch(() => undefined);
  let result: AnalysisResult | undefined;
  for await (const update of analysis.analyse(file, options, newTask())) {
    if (update.kind === 'rows') firstRowMs ??= performance.now() - startedAt;
    if (update.kind === 'finished') result = update.result;
  }
  if (!result || !model) throw new Error('The analysis did not finish.');
  return toLine(file.name, await sha256, result, model);
}

async function hash(index: number): Promise<HashedFile> {
  const file = filesOf('#clips')[index];
  if (!file) throw new Error(`There is no file number ${index}.`);
  const startedAt = performance.now();
  const sha256 = await video.sha256(file, newTask());
  return { sha256, seconds: (performance.now() - startedAt) / 1000 };
}

async function forecast(index: number, request: BacktestRequest): Promise<ForecastRun> {
  const file = filesOf('#clips')[index];
  if (!file) throw new Error(`There is no file number ${index}.`);
  return runForecast(file, request, newTask);
}

function toLine(
  file: string,
  sha256: string,
  result: AnalysisResult,
  { manifest }: LoadedModel,
): AnalysisLine {
  const { clip, track, end } = result;
  const { labels } = track;
  const smooth = smoothTrack(track, manifest.smoothing);
  const isWhole = clip.duration !== null && !clip.warnings.includes('truncated');
  const duration = isWhole ? (clip.duration ?? 0) : end - clip.start;
  const probability = (value: number) => Number(value.toFixed(6));
  const byLabel = (values: Float32Array) =>
    Object.fromEntries(labels.map((label, n) => [label, probability(values[n] ?? 0)]));
  return {
    file,
    sha256,
    durationSeconds: duration,
    frames: result.frames,
    decoder: clip.decoder,
    backend: result.backend.backend,
    model: result.model,
    labels,
    clip: byLabel(meanProbabilities(track)),
    track: {
      timestamps: Array.from(track.timestamps),
      probabilities: Array.from(track.timestamps, (_, row) =>
        Array.from(track.values.subarray(row * labels.length, (row + 1) * labels.length), probability),
      ),
    },
    events: detectEvents(smooth, manifest.thresholds, { start: clip.start, end }).map((event) => ({
      ...event,
      score: probability(event.score),
    })),
    seconds: roundedSeconds(result.seconds),
    realtimeFactor: duration / result.seconds.total,
  };
}

/** To the millisecond: the clock gives no more. */
function roundedSeconds(seconds: AnalysisResult['seconds']): AnalysisResult['seconds'] {
  const { total, load, decode, embed, classify } = seconds;
  const [t = 0, l = 0, d = 0, e = 0, c = 0] = [total, load, decode, embed, classify].map((s) =>
    Number(s.toFixed(3)),
  );
  return { total: t, load: l, decode: d, embed: e, classify: c };
}

async function loadModel(from: { id?: string } | 'files'): Promise<LoadedModel> {
  model = await analysis.loadModel(await modelSource(from), newTask());
  return model;
}

async function modelSource(from: { id?: string } | 'files'): Promise<ModelSource> {
  if (from === 'files') return { kind: 'files', files: filesOf('#model') };
  const { models } = (await (await fetch('models/index.json')).json()) as { models: string[] };
  const id = from.id ?? models[0];
  return { kind: 'url', url: new URL(`models/${id}/`, document.baseURI).href };
}

async function train(request: HeadlessTraining, from: 'shipped' | 'files'): Promise<TrainedModel> {
  const source = await modelSource(from === 'files' ? from : {});
  return runTraining(filesOf('#clips'), request, source, newTask(), (update) => {
    if (update.kind !== 'finished') window.vigilTrainingUpdate?.(update);
  });
}

async function watch(seconds: number): Promise<LiveRun> {
  if (!model) throw new Error('No model is loaded.');
  return watchCamera(analysis, model.manifest, seconds);
}

window.vigil = {
  start: (backend) => outcomeOf(() => analysis.start(backend, newTask())),
  loadModel: (from) => outcomeOf(() => loadModel(from)),
  analyse: (index, options) => outcomeOf(() => analyse(index, options)),
  hash: (index) => outcomeOf(() => hash(index)),
  forecast: (index, request) => outcomeOf(() => forecast(index, request)),
  train: (request, from) => outcomeOf(() => train(request, from)),
  watch: (seconds) => outcomeOf(() => watch(seconds)),
  get firstRowMs() {
    return firstRowMs;
  },
};
