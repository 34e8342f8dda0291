import type { ModelIdentity, ModelManifest, ProbabilityTrack, SequenceWindow } from '../contract/index.ts';
import { toProbabilities } from './probability-track.ts';
import { SamplingGrid } from './sampling-grid.ts';
import { slideWindows } from './slide-windows.ts';

/** The network as this room needs it; `Classifier` is one. */
export interface FrameClassifier {
  readonly manifest: ModelManifest;
  readonly identity: ModelIdentity;
  embed(input: Float32Array, count: number): Promise<Float32Array>;
  classify(windows: Float32Array, count: number): Promise<Float32Array>;
}

/** Windows per call of the head. */
const windowBatch = 32;

/** Features on their grid, and the windows over them told as they become whole. Holds no more rows than it will need. */
export class WindowClassifier {
  readonly grid: SamplingGrid;
  readonly #classifier: FrameClassifier;
  readonly #fps: number;
  #windows = 0;

  /** @param fps rows of the grid per second */
  constructor(classifier: FrameClassifier, fps: number) {
    this.#classifier = classifier;
    this.#fps = fps;
    this.grid = new SamplingGrid(fps, classifier.manifest.backbone.featureLength);
  }

  /** Windows told so far. */
  get windows(): number {
    return this.#windows;
  }

  /** The rows that became known since the last call; `ended` adds what the rule for edges adds. null for none. */
  async classify(ended: boolean): Promise<ProbabilityTrack | null> {
    const { labels, calibration, head } = this.#classifier.manifest;
    const plan = { length: head.window, hop: head.hop, step: 1 / this.#fps, origin: this.grid.origin };
    const windows = slideWindows(plan, this.grid.rows, ended, this.#windows);
    if (windows.length === 0) return null;
    const values = await this.#logits(windows);
    const timestamps = Float64Array.from(windows, (window) => window.timestamp);
    this.#windows += windows.length;
    // The one window still to come that may begin before the next hop lies flush with the end, after the last one told.
    this.grid.forgetBefore((this.#windows - 1) * head.hop);
    return toProbabilities({ kind: 'logits', labels, timestamps, values }, calibration.temperature);
  }

  /** [windows · labels] */
  async #logits(windows: readonly SequenceWindow[]): Promise<Float32Array> {
    const columns = this.#classifier.manifest.labels.length;
    const logits = new Float32Array(windows.length * columns);
    for (let from = 0; from < windows.length; from += windowBatch) {
      const part = windows.slice(from, from + windowBatch);
      const input = this.#windowInput(part.map((window) => window.first));
      logits.set(await this.#classifier.classify(input, part.length), from * columns);
    }
    return logits;
  }

  /** [windows · T · D]; rows past the end repeat the last one. */
  #windowInput(firsts: readonly number[]): Float32Array {
    const { window: length } = this.#classifier.manifest.head;
    const { featureLength } = this.#classifier.manifest.backbone;
    const input = new Float32Array(firsts.length * length * featureLength);
    for (const [n, first] of firsts.entries()) {
      for (let step = 0; step < length; step++) {
        const row = this.grid.row(Math.min(first + step, this.grid.rows - 1));
        input.set(row, (n * length + step) * featureLength);
      }
    }
    return input;
  }
}
