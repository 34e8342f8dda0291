import type { Task } from '../base/index.ts';
import type { AnalysisUpdate, BackendChoice, BackendReport, ModelIdentity } from './analysis.ts';
import type {
  ClipInfo,
  DecoderChoice,
  Frame,
  Picture,
  PicturePlan,
  SamplingPlan,
  Thumbnail,
  ThumbnailPlan,
} from './clip.ts';
import type { Explanation, ExplanationOptions } from './explanation.ts';
import type { FactGroup } from './container-facts.ts';
import type { ModelManifest } from './model-manifest.ts';
import type { ModelFiles } from './training.ts';

/**
 * What a worker offers the page. Every method takes a {@link Task} last; generators are pull-based. The proxy that
 * `connect` gives has the same shape as the object that `serve` was given.
 */
export interface VideoService {
  open(file: File, decoder: DecoderChoice, task: Task): Promise<OpenedClip>;
  frames(clipId: number, plan: SamplingPlan, task: Task): AsyncGenerator<Frame, void>;
  /** Caller closes each bitmap. */
  pictures(clipId: number, plan: PicturePlan, task: Task): AsyncGenerator<Picture, void>;
  /** Caller closes each bitmap. */
  thumbnails(clipId: number, plan: ThumbnailPlan, task: Task): AsyncGenerator<Thumbnail, void>;
  frameTimes(clipId: number, task: Task): Promise<Float64Array>;
  /** A picture to know the file by: WebP or JPEG, 160 px wide, at most 10 kB. */
  poster(file: File, decoder: DecoderChoice, task: Task): Promise<Blob>;
  /** What the container says of itself; passes over the whole index. */
  facts(clipId: number, task: Task): Promise<FactGroup[]>;
  /** Lower-case hex, streamed over the whole file. */
  sha256(file: File, task: Task): Promise<string>;
  close(clipId: number, task: Task): Promise<void>;
}

export interface OpenedClip {
  readonly clipId: number;
  readonly info: ClipInfo;
}

/**
 * A model folder on this origin, or files the user picked: manifest.json and what it names, or one `*.vigil-model` file.
 */
export type ModelSource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'files'; readonly files: readonly File[] };

export interface LoadedModel {
  readonly manifest: ModelManifest;
  readonly identity: ModelIdentity;
}

export interface AnalysisService {
  /** Chooses, self-tests and starts a backend. Called again, it changes the backend. */
  start(choice: BackendChoice, task: Task): Promise<BackendReport>;
  loadModel(source: ModelSource, task: Task): Promise<LoadedModel>;
  /** Reads and checks a model without using it. */
  readModel(source: ModelSource, task: Task): Promise<ModelFiles>;
  /** A model as one `*.vigil-model` file. */
  packModel(source: ModelSource, task: Task): Promise<Uint8Array<ArrayBuffer>>;
  /** Needs `start` and `loadModel`. Ends with a 'finished' update. */
  analyse(file: File, options: AnalysisOptions, task: Task): AsyncGenerator<AnalysisUpdate, void>;
  /** Why one window of an analysis got its score for a class. Needs `start` and `loadModel`. */
  explain(file: File, options: ExplanationOptions, task: Task): Promise<Explanation>;
}

export interface AnalysisOptions {
  readonly decoder: DecoderChoice;
  /** Analyse only this part of the clip, s. */
  readonly span?: { readonly from: number; readonly to: number };
  /** Samples per second instead of the model's own; its windows then cover another length of time. */
  readonly fps?: number;
}
