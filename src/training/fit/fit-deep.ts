import { AppError, fromHalf, toHalf, breathe, type Random, type Task } from '../../base/index.ts';
import { tf } from '../../compute/index.ts';
import type { EpochFigures, FitSettings, HeadKind, NamedWeight } from '../../contract/index.ts';
import {
  headLogits,
  tailFeatures,
  uploadWeights,
  type BackboneTail,
  type WeightTensors,
} from '../../model/index.ts';
import { clipScores } from './clip-scores.ts';
import { cleanVariant, type ClipSequence, type VariedClip, type WindowRule } from './clip-sequence.ts';
import { drawWindows, type WindowDraw } from './draw-windows.ts';
import { dropoutMask } from './dropout-mask.ts';
import { drawMasks, lossWeights } from './fit-head.ts';
import { lossTargets } from './loss-targets.ts';
import { fitLoss } from './loss.ts';
import { predictClips } from './predict-clips.ts';
import { runCourse, type Course, type EndedFit, type FitControl } from './run-course.ts';
import { TensorStepper, type BatchLoss } from './tensor-stepper.ts';

/** Maps of one rendering of a clip, fetched when they are needed: they are too large to hold for a whole dataset. */
export interface MapVariant {
  readonly rows: number;
  /** Half-precision numbers (IEEE 754 binary16), [rows · height · width · channels]. */
  load(): Promise<Uint16Array>;
}

export type ClipMaps = VariedClip<MapVariant>;

/** The tail of a backbone and the head on it, and on what to fit them. */
export interface DeepFit extends WindowRule, FitControl {
  readonly kind: Exclude<HeadKind, 'lstm'>;
  /** Number of labels. */
  readonly labels: number;
  readonly tail: BackboneTail;
  readonly train: readonly ClipMaps[];
  readonly validation: readonly ClipMaps[];
  /**
   * The rate is for tail and head alike; folded batch normalisation bears about 1e-4. One window's rows of maps are
   * held for each of the batch, as float32.
   */
  readonly settings: FitSettings & { readonly timeJitter: boolean };
  /** The head's weights to begin with; the tail's are its own. */
  readonly head: readonly NamedWeight[];
}

/** One window of each clip an epoch: a window costs a hundred times what it costs the head alone. */
const windowsPerClip = 1;

/** Frames that go through the tail at once when nothing is learnt. */
const framesAtOnce = 64;

/**
 * Fits the last blocks of a backbone together with its head, as fitHead fits the head alone and with the same promises.
 * The weights of its checkpoints are the tail's followed by the head's; {@link deepParts} tells them apart.
 * Memory, which the batch size bounds: the maps of one batch and what the tail makes of them; on WASM about 30 MB for each
 * window of 8 frames of the shipped backbone, whose heap keeps its largest size.
 */
export function fitDeep(input: DeepFit, task: Task): AsyncGenerator<EpochFigures, EndedFit> {
  return runCourse(deepCourse(input), input.settings, input, task);
}

/** Parts what fitDeep fitted into the tail's weights and the head's. */
export function deepParts(
  weights: readonly NamedWeight[],
  tail: BackboneTail,
): { readonly tail: readonly NamedWeight[]; readonly head: readonly NamedWeight[] } {
  const count = tail.weights.length;
  return { tail: weights.slice(0, count), head: weights.slice(count) };
}

/** Features of clips from their maps, by a tail with the given weights: what predictClips takes. */
export async function embedMaps(
  clips: readonly ClipMaps[],
  tail: BackboneTail,
  weights: readonly NamedWeight[],
  task: Task,
): Promise<ClipSequence[]> {
  const tensors = uploadWeights(weights);
  try {
    const sequences: ClipSequence[] = [];
    for (const clip of clips) {
      const variant = cleanVariant(clip);
      const { rows } = variant;
      const values = await featuresOf(await variant.load(), rows, tail, tensors, task);
      const { truth, group } = clip;
      sequences.push({ truth, group, variants: [{ rows, featureLength: tail.featureLength, values }] });
    }
    return sequences;
  } finally {
    tf.dispose(tensors);
  }
}

async function featuresOf(
  maps: Uint16Array,
  rows: number,
  tail: BackboneTail,
  weights: WeightTensors,
  task: Task,
): Promise<Uint16Array> {
  const mapLength = lengthOf(tail);
  const out = new Uint16Array(rows * tail.featureLength);
  for (let row = 0; row < rows; row += framesAtOnce) {
    await breathe(task.signal);
    const count = Math.min(framesAtOnce, rows - row);
    const part = fromHalf(maps.subarray(row * mapLength, (row + count) * mapLength));
    const features = tf.tidy(() => tailFeatures(tf.tensor(part, [count, ...tail.mapShape]), tail, weights));
    try {
      out.set(toHalf((await features.data()) as Float32Array), row * tail.featureLength);
    } finally {
      features.dispose();
    }
  }
  return out;
}

function deepCourse(input: DeepFit): Course<WindowDraw<MapVariant>> {
  const { kind, labels, tail, train, validation, settings, head, window, hop } = input;
  const rule = { window, hop, timeJitter: settings.timeJitter, most: windowsPerClip };
  const weights = lossWeights({ ...input, most: windowsPerClip });
  return {
    initial: [...tail.weights, ...head],
    draw: (random) => drawWindows(train, rule, random),
    stepper: new TensorStepper((batch, random) => batchLoss(batch, input, weights, random)),
    validate: async (current, task) => {
      if (validation.length === 0) return null;
      const parts = deepParts(current, tail);
      const clips = await embedMaps(validation, tail, parts.tail, task);
      const logits = await predictClips(kind, parts.head, clips, { window, hop }, task);
      const truths = clips.map(({ truth }) => truth);
      return clipScores(logits, truths, labels);
    },
  };
}

async function batchLoss(
  batch: readonly WindowDraw<MapVariant>[],
  { kind, tail, settings, head, window }: DeepFit,
  weights: readonly number[],
  random: Random,
): Promise<BatchLoss> {
  const { dropout, labelSmoothing } = settings;
  const count = batch.length;
  const masked = dropout > 0;
  const features = masked ? dropoutMask(count * tail.featureLength, dropout, random) : undefined;
  const between = masked && kind === 'hybrid' ? drawMasks(head, count, dropout, random) : undefined;
  const truths = batch.map(({ truth }) => truth);
  const targets = lossTargets(truths, weights, labelSmoothing);
  const maps = await mapBatch(batch, window, lengthOf(tail));
  return (tensors) => {
    const frames = tf.tensor(maps, [window * count, ...tail.mapShape]) as tf.Tensor4D;
    const embedded = tailFeatures(frames, tail, tensors).reshape([window, count, tail.featureLength]);
    const mask = features && tf.tensor(features, [1, count, tail.featureLength]);
    const steps = (mask ? tf.mul(embedded, mask) : embedded) as tf.Tensor3D;
    const logits = headLogits(kind, { steps }, tensors, between?.());
    return fitLoss(logits, tf.tensor(targets, [count, weights.length]), settings);
  };
}

/** The maps of a batch's windows, steps first: [T · N · height · width · channels]. */
async function mapBatch(
  batch: readonly WindowDraw<MapVariant>[],
  window: number,
  mapLength: number,
): Promise<Float32Array> {
  const out = new Float32Array(window * batch.length * mapLength);
  for (const [n, { variant, rows }] of batch.entries()) {
    const maps = await variant.load();
    if (maps.length !== variant.rows * mapLength) throw misfit(maps.length, variant.rows * mapLength);
    rows.forEach((row, t) => {
      const at = (t * batch.length + n) * mapLength;
      fromHalf(maps.subarray(row * mapLength, (row + 1) * mapLength), out.subarray(at, at + mapLength));
    });
  }
  return out;
}

function lengthOf({ mapShape: [height, width, channels] }: BackboneTail): number {
  return height * width * channels;
}

function misfit(found: number, expected: number): AppError {
  return new AppError(
    'model-incompatible',
    `Cached maps have ${found} numbers where the backbone wants ${expected}.`,
    {
      remedy: 'Train again: the maps are then made anew.',
      details: { found, expected },
    },
  );
}
