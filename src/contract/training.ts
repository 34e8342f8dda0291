import type { Task } from '../base/index.ts';
import type { BackendChoice, BackendReport, ModelIdentity } from './analysis.ts';
import type { DecoderChoice } from './clip.ts';
import type { ClassificationReport, PairedComparison } from './figures.ts';
import type { ModelManifest } from './model-manifest.ts';
import type { LoadedModel, ModelSource } from './services.ts';
import type { HysteresisByLabel } from './tracks.ts';

/* Training: folders of clips → dataset → split by camera group → cached features → fit → judge → model. */

export type HeadKind = ModelManifest['head']['kind'];

/** A file as it was dropped. `path` is relative to what was dropped and names the file in every list. */
export interface SourceFile {
  readonly path: string;
  readonly file: File;
}

/** Perceptual hashes: 64 bits as 16 lower-case hex digits each; near pictures differ in few bits. */
export interface Fingerprint {
  /** Of up to 8 frames spread over the clip, in order. */
  readonly frames: readonly string[];
  /** Of the median picture of those frames: what stands still, which is the place. */
  readonly background: string;
}

/** What a look into one file found. */
export type ExaminedFile =
  | {
      readonly kind: 'readable';
      readonly path: string;
      /** Of the whole file, lower-case hex. */
      readonly sha256: string;
      readonly sizeBytes: number;
      readonly media: 'video' | 'image';
      readonly width: number;
      readonly height: number;
      /** s; 0 for a still. */
      readonly duration: number;
      /** What decoded it, in words for the screen. */
      readonly decoder: string;
      readonly fingerprint: Fingerprint;
    }
  | {
      readonly kind: 'unreadable';
      readonly path: string;
      readonly sizeBytes: number;
      /** One sentence. */
      readonly reason: string;
    };

/** Where the camera group of a clip comes from: a list, the user, or a guess by folder, file name or looks. */
export type GroupSource = 'list' | 'hand' | 'folder' | 'name' | 'looks';

/** A clip of a dataset. `path` identifies it. */
export interface DatasetClip {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly media: 'video' | 'image';
  readonly duration: number;
  readonly fingerprint: Fingerprint;
  readonly label: string;
  /** Camera, scene or recording: clips of one group never stand on both sides of a split. */
  readonly group: string;
  readonly groupFrom: GroupSource;
  /** The part that the label speaks of, s; absent for the whole clip. */
  readonly span?: { readonly from: number; readonly to: number };
  /** Left out of training, and why. */
  readonly excluded?: 'duplicate' | 'hand';
}

/** A fact about a dataset that spoils training or its figures. */
export interface DatasetFinding {
  readonly kind:
    | 'duplicate'
    | 'near-duplicate'
    | 'conflicting-labels'
    | 'imbalance'
    | 'few-clips'
    | 'few-groups'
    | 'unknown-class'
    | 'groups-guessed';
  /** 'stop': training is refused until it is mended. */
  readonly severity: 'note' | 'warning' | 'stop';
  /** One sentence that says what to do. */
  readonly message: string;
  readonly paths: readonly string[];
}

export type SplitPart = 'train' | 'validation' | 'test';

export interface SplitCount {
  readonly clips: number;
  readonly groups: number;
}

/** Which clip is where. Made by group unless `by` says 'clip', which only the shuffled comparison asks for. */
export interface DatasetSplit {
  readonly by: 'group' | 'clip';
  readonly seed: number;
  /** By clip path; excluded clips are absent. */
  readonly parts: Readonly<Record<string, SplitPart>>;
  readonly counts: Readonly<Record<string, Readonly<Record<SplitPart, SplitCount>>>>;
  /** What could not be done as asked, one sentence each. */
  readonly notes: readonly string[];
}

export interface AugmentationSettings {
  /** Altered copies of each training clip that are embedded besides the clip itself; 0 for none. */
  readonly variants: number;
  readonly flip: boolean;
  readonly crop: boolean;
  readonly colour: boolean;
  /** Windows begin at random rows, and some run at another speed. */
  readonly timeJitter: boolean;
}

export interface FitSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly schedule: 'constant' | 'cosine';
  /** Epochs without a better validation loss before stopping. */
  readonly patience: number;
  readonly dropout: number;
  readonly labelSmoothing: number;
  readonly loss: 'cross-entropy' | 'generalised-cross-entropy';
  /** q of the generalised cross-entropy (1 − p^q)/q; Zhang & Sabuncu 2018 use 0.7. */
  readonly q: number;
  readonly classWeights: boolean;
  readonly seed: number;
}

export interface TrainingSettings extends FitSettings {
  /** Each is fitted and judged; the first becomes the model. */
  readonly heads: readonly HeadKind[];
  readonly augmentation: AugmentationSettings;
  /** Median-filter the frames before the network. */
  readonly denoise: boolean;
  /** Feature rows per window, and rows between window starts. */
  readonly window: number;
  readonly hop: number;
  readonly start: 'shipped' | 'scratch';
  /** Fine-tune the last backbone blocks with the head afterwards. */
  readonly deep: { readonly epochs: number; readonly learningRate: number } | null;
  /** Fit the first head on this many group folds and judge them together; 0 for not. */
  readonly folds: number;
  /** Fit the first head once more on a split that ignores groups, to show what that would have claimed. */
  readonly shuffledComparison: boolean;
}

export interface EpochFigures {
  /** From 1. */
  readonly epoch: number;
  /** Mean over the windows of the epoch, as minimised (with weights, smoothing and dropout). */
  readonly trainLoss: number;
  /** Clip-level log-loss on validation, nats; null when there is no validation clip. */
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
  readonly validationMacroF1: number | null;
  readonly learningRate: number;
  readonly seconds: number;
  readonly windowsPerSecond: number;
  /** Tensors alive after the epoch, and the bytes they take. */
  readonly tensors: number;
  readonly tensorBytes: number;
  readonly isBest: boolean;
}

/** A weight by its name in the head's layers model, as 'lstm/kernel'. */
export interface NamedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Everything a fit needs to go on as if it had never stopped. Written at the end of every epoch. */
export interface FitCheckpoint {
  readonly epoch: number;
  readonly weights: readonly NamedWeight[];
  /** First and second moments of Adam, in the order of `weights`. */
  readonly firstMoments: readonly Float32Array[];
  readonly secondMoments: readonly Float32Array[];
  /** Optimizer steps taken. */
  readonly steps: number;
  readonly best: {
    readonly epoch: number;
    readonly loss: number;
    readonly weights: readonly NamedWeight[];
  } | null;
  /** Epochs since the best one. */
  readonly waited: number;
  readonly history: readonly EpochFigures[];
  /** Set once the fit is over; why it ended. */
  readonly ended?: FitEnd;
}

export type FitEnd = 'epochs' | 'early' | 'by-hand';

/** Rows of one clip in one variant: half-precision numbers (IEEE 754 binary16), [rows · featureLength]. */
export interface StoredFeatures {
  readonly rows: number;
  readonly featureLength: number;
  readonly values: Uint16Array;
  /** The frames as 16 × 16 pictures for the LSTM-only head, [rows · 768], binary16. */
  readonly pixels: Uint16Array;
}

/** Features by content hash, backbone and plan. May forget what was used longest ago. */
export interface FeatureStore {
  get(key: string): Promise<StoredFeatures | undefined>;
  put(key: string, features: StoredFeatures): Promise<void>;
  /** Those of `keys` that are there. */
  known(keys: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface CheckpointStore {
  /** @param stage which fit of the run, as 'hybrid' or 'hybrid/deep' */
  get(runId: string, stage: string): Promise<FitCheckpoint | undefined>;
  put(runId: string, stage: string, checkpoint: FitCheckpoint): Promise<void>;
  /** Forgets all stages of a run. */
  delete(runId: string): Promise<void>;
}

/** What a run is made of: enough to repeat it. */
export interface TrainingPlan {
  readonly runId: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly labels: readonly string[];
  readonly clips: readonly DatasetClip[];
  readonly split: DatasetSplit;
  readonly settings: TrainingSettings;
}

export interface TrainingRequest {
  readonly plan: TrainingPlan;
  /** The files at hand; those whose features are cached may be missing. */
  readonly files: readonly SourceFile[];
  readonly decoder: DecoderChoice;
  /** End the fit that runs and go on with its best weights. */
  readonly stopFitting?: boolean;
}

/** How a clip was judged by one head. */
export interface ClipPrediction {
  readonly path: string;
  readonly part: SplitPart;
  readonly truth: number;
  /** Calibrated, mean over the clip's windows. */
  readonly probabilities: readonly number[];
}

export interface HeadResult {
  readonly head: HeadKind;
  /** The last backbone blocks were fine-tuned with it. */
  readonly deep?: true;
  readonly epochs: number;
  readonly bestEpoch: number;
  readonly ended: FitEnd;
  readonly history: readonly EpochFigures[];
  /** Fitted on validation (Guo et al. 2017). */
  readonly temperature: number;
  /** Chosen on validation. */
  readonly thresholds: HysteresisByLabel;
  readonly validation: ClassificationReport | null;
  readonly test: ClassificationReport | null;
  readonly predictions: readonly ClipPrediction[];
}

/** What judging a run gives, besides the model itself. */
export interface TrainingOutcome {
  readonly results: readonly HeadResult[];
  /** The first head against each other one. */
  readonly comparisons: readonly PairedComparison[];
  /** The model that the run started from, on the same test clips; null when its labels are not the run's. */
  readonly before: { readonly report: ClassificationReport; readonly comparison: PairedComparison } | null;
  readonly folds: { readonly count: number; readonly report: ClassificationReport } | null;
  readonly shuffled: { readonly report: ClassificationReport; readonly grouped: ClassificationReport } | null;
  /** Reasons not to believe the figures, one sentence each. */
  readonly alarms: readonly string[];
  /** Files that could not be used after all. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

/** A model folder in memory: manifest.json and the files it names, by path. */
export interface ModelFiles {
  readonly manifest: ModelManifest;
  readonly identity: ModelIdentity;
  /** manifest.json included. */
  readonly files: readonly { readonly path: string; readonly bytes: ArrayBuffer }[];
}

/** Which fit an update speaks of: a head, its deep part, a fold, or the shuffled comparison. */
export interface FitStage {
  readonly name: string;
  readonly head: HeadKind;
  readonly kind: 'head' | 'deep' | 'fold' | 'shuffled';
}

export type TrainingUpdate =
  | { readonly kind: 'features'; readonly done: number; readonly total: number; readonly cached: number }
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string }
  | {
      readonly kind: 'fit-started';
      readonly stage: FitStage;
      readonly epochs: number;
      /** Windows an epoch. */
      readonly windows: number;
    }
  | { readonly kind: 'epoch'; readonly stage: FitStage; readonly figures: EpochFigures }
  | {
      readonly kind: 'fit-ended';
      readonly stage: FitStage;
      readonly ended: FitEnd;
      readonly bestEpoch: number;
    }
  | { readonly kind: 'finished'; readonly outcome: TrainingOutcome; readonly model: ModelFiles };

export interface TrainingService {
  start(choice: BackendChoice, task: Task): Promise<BackendReport>;
  /** The model to start from: its backbone gives the features. */
  loadModel(source: ModelSource, task: Task): Promise<LoadedModel>;
  /** Opens, hashes and fingerprints each file. */
  examine(
    files: readonly SourceFile[],
    decoder: DecoderChoice,
    task: Task,
  ): AsyncGenerator<ExaminedFile, void>;
  /**
   * Extracts what is not cached, fits, judges. Stopped and called again with the same plan it goes on at the last
   * finished epoch, after telling again what was already done.
   */
  train(request: TrainingRequest, task: Task): AsyncGenerator<TrainingUpdate, void>;
}
