import { AppError, toHalf, type Task } from '../../base/index.ts';
import { gridNumber, type FrameClassifier } from '../../analysis/index.ts';
import type { Clip, DatasetClip, Frame, SamplingPlan, StoredFeatures } from '../../contract/index.ts';
import { pixelLength, Preprocessor } from '../../model/index.ts';
import { alterInput, type Alteration } from './augment-input.ts';
import { featureRows, isRowTaken, type RowLimit } from './feature-plan.ts';
import { shrinkInput } from './shrink-input.ts';

/** A network from frames to rows of `manifest.backbone.featureLength` numbers. */
export type FrameEmbedder = Pick<FrameClassifier, 'manifest' | 'embed'>;

export interface EmbedOptions {
  readonly classifier: FrameEmbedder;
  readonly span?: DatasetClip['span'];
  /** One set of rows comes out for each; null is the clip as it is. */
  readonly variants: readonly (Alteration | null)[];
  readonly limit?: RowLimit;
}

/** A frame, and how many rows of the grid it stands for. */
interface HeldFrame {
  readonly frame: Frame;
  readonly rows: number;
}

/** Frames per network call, over all variants. */
const batchInputs = 8;

/**
 * The feature rows of a clip, on the same even grid and with the same preprocessing as in analysis (see
 * `SamplingGrid`), in each variant. A clip of unknown length gives its first rows, as many as the limit allows.
 * @throws AppError 'no-frames'; whatever the decoder or the device throws
 */
export async function embedClip(clip: Clip, options: EmbedOptions, task: Task): Promise<StoredFeatures[]> {
  const { manifest } = options.classifier;
  const plan: SamplingPlan = {
    fps: manifest.sampling.fps,
    size: { fit: 'short-side', pixels: manifest.preprocessing.workingShortSide },
    ...options.span,
  };
  const writer = new RowWriter(options);
  let batch: HeldFrame[] = [];
  for await (const held of takenFrames(clip, plan, options.limit ?? featureRows, task)) {
    batch.push(held);
    if (batch.length < writer.batchSize) continue;
    await writer.write(batch);
    batch = [];
    task.signal.throwIfAborted();
  }
  if (batch.length > 0) await writer.write(batch);
  return writer.finish(clip.info.name);
}

/** The frames that some taken row shows, each with the number of such rows. */
async function* takenFrames(
  clip: Clip,
  plan: SamplingPlan,
  limit: RowLimit,
  task: Task,
): AsyncGenerator<HeldFrame, void> {
  const fps = plan.fps as number;
  const end = endOf(clip, plan);
  let origin: number | undefined;
  let shown: { frame: Frame; row: number } | undefined;
  const takenBefore = (next: number, total: number): number => {
    let rows = 0;
    for (let row = shown?.row ?? next; row < next; row++) if (isRowTaken(row, total, limit)) rows++;
    return rows;
  };
  let total = limit.rows;
  for await (const frame of clip.frames(plan, task)) {
    const number = gridNumber(frame.timestamp, fps);
    if (origin === undefined) {
      origin = number;
      if (end !== null) total = Math.max(1, Math.ceil(end * fps - 1e-6) - origin);
    }
    const row = number - origin;
    if (shown && row <= shown.row) continue;
    if (end === null && row >= limit.rows) break;
    const rows = takenBefore(row, total);
    if (shown && rows > 0) yield { frame: shown.frame, rows };
    shown = { frame, row };
  }
  if (!shown) return;
  const last = end === null ? shown.row + 1 : Math.max(total, shown.row + 1);
  const rows = takenBefore(last, Math.max(total, last));
  if (rows > 0) yield { frame: shown.frame, rows };
}

/** Where the footage to embed ends, s; null when only decoding tells. */
function endOf({ info }: Clip, { to }: SamplingPlan): number | null {
  const known = info.duration !== null && !info.warnings.includes('truncated');
  const clipEnd = known ? info.start + (info.duration ?? 0) : null;
  return to !== undefined && clipEnd !== null ? Math.min(to, clipEnd) : clipEnd;
}

/** Turns frames into rows of half-precision numbers, one growing table for each variant. */
class RowWriter {
  readonly batchSize: number;
  readonly #options: EmbedOptions;
  readonly #values: Uint16Array[][];
  readonly #pixels: Uint16Array[][];
  #preprocessor: Preprocessor | undefined;
  #rows = 0;

  constructor(options: EmbedOptions) {
    this.#options = options;
    const { bars } = options.classifier.manifest.preprocessing;
    // The first batch must be large enough to find black bars in.
    this.batchSize = Math.max(bars.frames, Math.ceil(batchInputs / options.variants.length));
    this.#values = options.variants.map(() => []);
    this.#pixels = options.variants.map(() => []);
  }

  async write(batch: readonly HeldFrame[]): Promise<void> {
    const { classifier, variants } = this.#options;
    const { featureLength, inputSize } = classifier.manifest.backbone;
    const inputs = this.#inputs(batch);
    const inputLength = inputSize * inputSize * 3;
    for (const [v] of variants.entries()) {
      const input = inputs.subarray(v * batch.length * inputLength, (v + 1) * batch.length * inputLength);
      const features = toHalf(await classifier.embed(input, batch.length));
      const pixels = toHalf(shrunk(input, batch.length, inputSize));
      for (const [n, { rows }] of batch.entries()) {
        for (let copy = 0; copy < rows; copy++) {
          this.#values[v]?.push(features.subarray(n * featureLength, (n + 1) * featureLength));
          this.#pixels[v]?.push(pixels.subarray(n * pixelLength, (n + 1) * pixelLength));
        }
      }
    }
    this.#rows += batch.reduce((sum, { rows }) => sum + rows, 0);
  }

  /** @throws AppError 'no-frames' */
  finish(name: string): StoredFeatures[] {
    if (this.#rows === 0) {
      throw new AppError('no-frames', `${name} has no picture in this part.`, {
        remedy: 'Check that the recording is complete, or leave it out.',
      });
    }
    const { featureLength } = this.#options.classifier.manifest.backbone;
    return this.#options.variants.map((_, v) => ({
      rows: this.#rows,
      featureLength,
      values: joined(this.#values[v] ?? [], featureLength),
      pixels: joined(this.#pixels[v] ?? [], pixelLength),
    }));
  }

  /** [variants · frames · S · S · 3] */
  #inputs(batch: readonly HeldFrame[]): Float32Array {
    const { classifier, variants } = this.#options;
    const { backbone, preprocessing } = classifier.manifest;
    this.#preprocessor ??= new Preprocessor(
      preprocessing,
      backbone.inputSize,
      batch.map(({ frame }) => frame.image),
    );
    const { inputLength } = this.#preprocessor;
    const clean = new Float32Array(batch.length * inputLength);
    for (const [n, { frame }] of batch.entries())
      this.#preprocessor.writeInput(frame.image, clean, n * inputLength);
    const inputs = new Float32Array(variants.length * clean.length);
    for (const [v, alteration] of variants.entries()) {
      const at = v * clean.length;
      if (alteration === null) inputs.set(clean, at);
      else
        for (let n = 0; n < batch.length; n++) {
          const frame = clean.subarray(n * inputLength, (n + 1) * inputLength);
          alterInput(frame, backbone.inputSize, preprocessing, alteration, inputs, at + n * inputLength);
        }
    }
    return inputs;
  }
}

function shrunk(input: Float32Array, count: number, size: number): Float32Array {
  const out = new Float32Array(count * pixelLength);
  for (let n = 0; n < count; n++) shrinkInput(input, n * size * size * 3, size, out, n * pixelLength);
  return out;
}

function joined(rows: readonly Uint16Array[], length: number): Uint16Array {
  const all = new Uint16Array(rows.length * length);
  for (const [n, row] of rows.entries()) all.set(row, n * length);
  return all;
}
