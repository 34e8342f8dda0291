import { breathe, type Task } from '../../base/index.ts';
import { stepRows, type ExplainableNetwork, type WindowInput } from './explainable-network.ts';

/** Cells a side of the map; a patch covers 2 × 2 of them, and there are 7 × 7 patches. */
export const occlusionCells = 8;
const positions = occlusionCells - 1;

/** What the covering is measured against. */
export interface OcclusionBasis {
  /** [frames · D] Features of the frames as they are. */
  readonly features: Float32Array;
  readonly logit: number;
  /** Number of the class. */
  readonly label: number;
  /** Frames per network call. */
  readonly batchSize: number;
}

/**
 * Evidence by place without a gradient: a square patch of one frame at a time is painted over with the frame's mean
 * colour, and the fall of the class's logit is what the patch counted (Zeiler & Fergus 2014, arXiv 1311.2901, sec. 4.2).
 * A cell gets the mean of the patches that cover it; a frame that is held shares its evidence among its steps.
 * @returns [T · 8 · 8]
 */
export async function occlusionMaps(
  network: ExplainableNetwork,
  window: WindowInput,
  basis: OcclusionBasis,
  task: Task,
): Promise<Float32Array> {
  const cells = occlusionCells ** 2;
  const byFrame = new Float32Array(window.frameCount * cells);
  for (let frame = 0; frame < window.frameCount; frame++) {
    const falls = await fallsOfFrame(network, window, frame, basis, task);
    byFrame.set(cellsOf(falls), frame * cells);
    task.onProgress?.({ stage: 'explaining', done: frame + 1, total: window.frameCount, unit: 'frames' });
  }
  const stepsOf = (frame: number) => window.frameOf.filter((other) => other === frame).length;
  return stepRows(
    byFrame.map((value, at) => value / Math.max(1, stepsOf(Math.floor(at / cells)))),
    window.frameOf,
    cells,
  );
}

/** [7 · 7] Fall of the logit for each patch of one frame. */
async function fallsOfFrame(
  network: ExplainableNetwork,
  { frames, frameCount, frameOf }: WindowInput,
  frame: number,
  { features, logit, label, batchSize }: OcclusionBasis,
  task: Task,
): Promise<Float32Array> {
  const { featureLength, inputSize } = network.manifest.backbone;
  const labels = network.manifest.labels.length;
  const length = frames.length / frameCount;
  const own = frames.subarray(frame * length, (frame + 1) * length);
  const colour = meanColour(own);
  const falls = new Float32Array(positions ** 2);
  for (let from = 0; from < falls.length; from += batchSize) {
    await breathe(task.signal);
    const count = Math.min(batchSize, falls.length - from);
    const covered = new Float32Array(count * length);
    for (let n = 0; n < count; n++) {
      covered.set(own, n * length);
      cover(covered.subarray(n * length, (n + 1) * length), inputSize, from + n, colour);
    }
    const changed = await network.embed(covered, count);
    const windows = new Float32Array(count * frameOf.length * featureLength);
    for (let n = 0; n < count; n++) {
      const rows = features.slice();
      rows.set(changed.subarray(n * featureLength, (n + 1) * featureLength), frame * featureLength);
      windows.set(stepRows(rows, frameOf, featureLength), n * frameOf.length * featureLength);
    }
    const logits = await network.classify(windows, count);
    for (let n = 0; n < count; n++) falls[from + n] = logit - (logits[n * labels + label] as number);
  }
  return falls;
}

/** Paints patch number `position` of a frame, [S · S · 3], in place. */
function cover(image: Float32Array, size: number, position: number, colour: readonly number[]): void {
  const edge = (cell: number) => Math.round((cell * size) / occlusionCells);
  const [row, column] = [Math.floor(position / positions), position % positions];
  for (let y = edge(row); y < edge(row + 2); y++) {
    for (let x = edge(column); x < edge(column + 2); x++) image.set(colour, (y * size + x) * 3);
  }
}

function meanColour(image: Float32Array): readonly number[] {
  const sums = [0, 0, 0];
  for (let i = 0; i < image.length; i++) sums[i % 3] = (sums[i % 3] as number) + (image[i] as number);
  return sums.map((sum) => (sum * 3) / image.length);
}

/** [8 · 8] Each cell's mean over the patches that cover it. */
function cellsOf(falls: Float32Array): Float32Array {
  return Float32Array.from({ length: occlusionCells ** 2 }, (_, cell) => {
    const [row, column] = [Math.floor(cell / occlusionCells), cell % occlusionCells];
    const rows = [row - 1, row].filter((at) => at >= 0 && at < positions);
    const columns = [column - 1, column].filter((at) => at >= 0 && at < positions);
    const covering = rows.flatMap((y) => columns.map((x) => falls[y * positions + x] as number));
    return covering.reduce((sum, fall) => sum + fall, 0) / covering.length;
  });
}
