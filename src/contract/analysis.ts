import type { ClipInfo, SamplingPlan } from './clip.ts';
import type { DetectionEvent, HysteresisByLabel, ProbabilityTrack } from './tracks.ts';

export type BackendName = 'webgpu' | 'wasm' | 'cpu';
export type BackendChoice = 'auto' | BackendName;

/** What computes, and how it proved itself. */
export interface BackendReport {
  readonly backend: BackendName;
  /** For the screen, as 'WebGPU, nvidia ampere' or 'WebAssembly SIMD, 1 thread'. */
  readonly device: string;
  /** Backends tried before, each with the reason it was passed over. */
  readonly rejected: readonly { readonly backend: BackendName; readonly reason: string }[];
  readonly selfTest: SelfTestReport;
}

/** Largest absolute difference to the stored reference, forward and gradient, and the milliseconds it took. */
export interface SelfTestReport {
  readonly forwardError: number;
  readonly gradientError: number;
  readonly tolerance: number;
  readonly elapsedMs: number;
}

export interface ModelIdentity {
  readonly id: string;
  /** Of manifest.json, lower-case hex; the manifest in turn names the hash of each weight file. */
  readonly sha256: string;
}

/** Cropping rectangle in working-image pixels. */
export interface CropBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Wall-clock seconds by stage. Decoding and computing overlap, so the stages may add up to more than `total`. */
export interface StageSeconds {
  readonly total: number;
  readonly load: number;
  readonly decode: number;
  readonly embed: number;
  readonly classify: number;
}

export interface AnalysisResult {
  readonly clip: ClipInfo;
  readonly model: ModelIdentity;
  readonly plan: SamplingPlan;
  readonly backend: BackendReport;
  readonly crop: CropBox | null;
  /** Frames decoded and embedded. */
  readonly frames: number;
  /** End of the last sampled interval, s: how far the footage really goes. */
  readonly end: number;
  readonly track: ProbabilityTrack;
  readonly seconds: StageSeconds;
}

/** What an analysis says while it runs. Tracks only ever grow; `from` is the row at which `rows` begins. */
export type AnalysisUpdate =
  | { readonly kind: 'opened'; readonly clip: ClipInfo }
  | {
      readonly kind: 'rows';
      readonly from: number;
      readonly rows: ProbabilityTrack;
      readonly analysedTo: number;
    }
  | { readonly kind: 'device-rebuilt'; readonly backend: BackendReport }
  | { readonly kind: 'finished'; readonly result: AnalysisResult };

/** How events are read off a track: everything the user may turn without the network running again. */
export interface EventSettings {
  readonly halfLife: number;
  readonly hysteresis: HysteresisByLabel;
}

export interface JudgedResult extends AnalysisResult {
  readonly settings: EventSettings;
  readonly events: readonly DetectionEvent[];
}
