import { hasKernels, type Random, type Task } from '../../base/index.ts';
import { tf } from '../../compute/index.ts';
import type { EpochFigures, FitSettings, HeadKind, NamedWeight } from '../../contract/index.ts';
import { headLogits, type HeadMasks } from '../../model/index.ts';
import { classWeights } from './class-weights.ts';
import { clipScores } from './clip-scores.ts';
import type { ClipSequence, VariedClip, WindowRule } from './clip-sequence.ts';
import { drawWindows, windowsPerEpoch, type WindowDraw } from './draw-windows.ts';
import { dropoutMask, layerMasks } from './dropout-mask.ts';
import { lossTargets } from './loss-targets.ts';
import { fitLoss } from './loss.ts';
import { headInput, predictClips } from './predict-clips.ts';
import { KernelStepper } from './kernel-stepper.ts';
import { fitsMemory } from './memory-head.ts';
import { runCourse, type Course, type EndedFit, type FitControl } from './run-course.ts';
import type { Stepper } from './stepper.ts';
import { TensorStepper, type BatchLoss, type PrepareBatch } from './tensor-stepper.ts';
import { windowBatch } from './window-batch.ts';

/** A head to fit, and on what. */
export interface HeadFit extends WindowRule, FitControl {
  readonly kind: HeadKind;
  /** Number of labels. */
  readonly labels: number;
  readonly train: readonly ClipSequence[];
  /** May be empty: then the fit runs all epochs and keeps the last weights. */
  readonly validation: readonly ClipSequence[];
  readonly settings: FitSettings & { readonly timeJitter: boolean };
  /** In the order of headWeightSpecs. */
  readonly initial: readonly NamedWeight[];
}

/**
 * Fits a head on cached features with Adam, one value an epoch; see runCourse for what a checkpoint promises. Needs a
 * running compute engine; holds no tensor between batches.
 * @throws AppError 'input-invalid' when the loss is no longer a number
 */
export function fitHead(input: HeadFit, task: Task): AsyncGenerator<EpochFigures, EndedFit> {
  return runCourse(headCourse(input), input.settings, input, task);
}

function headCourse(input: HeadFit): Course<WindowDraw> {
  const { kind, labels, train, validation, settings, initial, window, hop } = input;
  const weights = lossWeights(input);
  return {
    initial,
    draw: (random) => drawWindows(train, { window, hop, timeJitter: settings.timeJitter }, random),
    stepper: stepperOf(input, weights),
    validate: async (current, task) => {
      if (validation.length === 0) return null;
      const logits = await predictClips(kind, current, validation, { window, hop }, task);
      return clipScores(
        logits,
        validation.map(({ truth }) => truth),
        labels,
      );
    },
  };
}

/**
 * On the WASM backend a head is fitted by kernels of our own, without TensorFlow.js, where its sides suit them and the
 * browser has SIMD: both are WebAssembly and agree within float32, but the launches of single operations cost more
 * than their work.
 */
function stepperOf(input: HeadFit, weights: readonly number[]): Stepper<WindowDraw> {
  const byKernels = tf.getBackend() === 'wasm' && fitsMemory(input.initial) && hasKernels();
  if (byKernels) return new KernelStepper(input, weights);
  return new TensorStepper(headBatchLoss(input, weights));
}

interface WeighedFit extends WindowRule {
  readonly labels: number;
  readonly train: readonly VariedClip<{ readonly rows: number }>[];
  readonly settings: Pick<FitSettings, 'classWeights'>;
  /** Windows of one clip at most, where it is not the usual number. */
  readonly most?: number;
}

/** What a window of each class counts for in the loss. */
export function lossWeights({ labels, train, settings, most, ...rule }: WeighedFit): number[] {
  const counts = new Array<number>(labels).fill(0);
  for (const clip of train) {
    counts[clip.truth] = (counts[clip.truth] ?? 0) + windowsPerEpoch(clip, rule, most);
  }
  return settings.classWeights ? classWeights(counts) : counts.map(() => 1);
}

/** The loss of a batch of windows by automatic differentiation. @param weights see {@link lossWeights} */
export function headBatchLoss(
  { kind, settings, initial }: Pick<HeadFit, 'kind' | 'settings' | 'initial'>,
  weights: readonly number[],
): PrepareBatch<WindowDraw> {
  return (batch, random) => Promise.resolve(batchLoss(batch, { kind, settings, initial }, weights, random));
}

function batchLoss(
  batch: readonly WindowDraw[],
  { kind, settings, initial }: Pick<HeadFit, 'kind' | 'settings' | 'initial'>,
  weights: readonly number[],
  random: Random,
): BatchLoss {
  const { dropout, labelSmoothing } = settings;
  const depth = batch[0]?.variant.featureLength ?? 0;
  const masked = dropout > 0;
  const windows = windowBatch(batch, masked ? dropoutMask(batch.length * depth, dropout, random) : undefined);
  const masks = masked && kind !== 'cnn' ? drawMasks(initial, batch.length, dropout, random) : undefined;
  const targets = lossTargets(
    batch.map(({ truth }) => truth),
    weights,
    labelSmoothing,
  );
  return (tensors) => {
    const logits = headLogits(kind, headInput(windows, batch.length), tensors, masks?.());
    return fitLoss(logits, tf.tensor(targets, [batch.length, weights.length], 'float32'), settings);
  };
}

/** Draws the masks between the head's layers now, to be uploaded when they are needed. */
export function drawMasks(
  weights: readonly NamedWeight[],
  rows: number,
  dropout: number,
  random: Random,
): () => HeadMasks {
  const { projected, averaged } = layerMasks(weights, rows, dropout, random);
  return () => ({
    projected: tf.tensor(projected, [1, rows, projected.length / rows], 'float32'),
    averaged: tf.tensor(averaged, [rows, averaged.length / rows], 'float32'),
  });
}
