import type { Random, Task } from '../../base/index.ts';
import { tf } from '../../compute/index.ts';
import type { EpochFigures, FitSettings, HeadKind, NamedWeight } from '../../contract/index.ts';
import { headLogits, type HeadMasks } from '../../model/index.ts';
import { classWeights } from './class-weights.ts';
import { clipScores } from './clip-scores.ts';
import type { ClipSequence, VariedClip, WindowRule } from './clip-sequence.ts';
import { drawWindows, windowsPerEpoch, type WindowDraw } from './draw-windows.ts';
import { dropoutMask } from './dropout-mask.ts';
import { fitLoss, lossTargets } from './loss.ts';
import { headInput, predictClips } from './predict-clips.ts';
import { runCourse, type BatchLoss, type Course, type EndedFit, type FitControl } from './run-course.ts';
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
    prepare: (batch, random) => Promise.resolve(batchLoss(batch, input, weights, random)),
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

function batchLoss(
  batch: readonly WindowDraw[],
  { kind, settings, initial }: HeadFit,
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
  const sideOf = (name: string) => weights.find((weight) => weight.name === name)?.shape[0] ?? 0;
  const [projection, units] = [sideOf('lstm/kernel'), sideOf('lstm/recurrent_kernel')];
  const projected = dropoutMask(rows * projection, dropout, random);
  const averaged = dropoutMask(rows * units, dropout, random);
  return () => ({
    projected: tf.tensor(projected, [1, rows, projection], 'float32'),
    averaged: tf.tensor(averaged, [rows, units], 'float32'),
  });
}
