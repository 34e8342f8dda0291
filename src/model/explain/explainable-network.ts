import type { ModelManifest } from '../../contract/index.ts';
import type { MapShape } from './map-cut.ts';

/** A network as its explanations need it; `Classifier` is one. */
export interface ExplainableNetwork {
  readonly manifest: ModelManifest;
  /** null when the backbone does not end in a map. */
  readonly mapShape: MapShape | null;
  /** [count, S, S, 3] → [count · D] */
  embed(input: Float32Array, count: number): Promise<Float32Array>;
  /** [count, S, S, 3] → maps [count · height · width · channels], features [count · D] */
  embedWithMaps(
    input: Float32Array,
    count: number,
  ): Promise<{ readonly maps: Float32Array; readonly features: Float32Array }>;
  /** [count, T, D] → [count · labels] */
  classify(windows: Float32Array, count: number): Promise<Float32Array>;
  /** [count, T, D] → [count · T · D] */
  logitGradient(windows: Float32Array, count: number, label: number): Promise<Float32Array>;
}

/** One window as the network sees it. */
export interface WindowInput {
  /** [frames, S, S, 3], preprocessed; every frame once. */
  readonly frames: Float32Array;
  readonly frameCount: number;
  /** [T] Number of the frame that each step looks at. */
  readonly frameOf: readonly number[];
}

/** Rows of frames, [frames · length], as rows of steps, [T · length]. */
export function stepRows(rows: Float32Array, frameOf: readonly number[], length: number): Float32Array {
  const out = new Float32Array(frameOf.length * length);
  for (const [step, frame] of frameOf.entries())
    out.set(rows.subarray(frame * length, (frame + 1) * length), step * length);
  return out;
}
