import { AppError, breathe, type Task } from '../../base/index.ts';
import type { EvidenceMaps, ExplanationMethod } from '../../contract/index.ts';
import { evidenceMaps, sumsByStep } from './evidence-maps.ts';
import { stepRows, type ExplainableNetwork, type WindowInput } from './explainable-network.ts';
import { integratedGradient } from './integrated-gradient.ts';
import { leftOutSteps } from './left-out-steps.ts';
import { occlusionCells, occlusionMaps } from './occlusion-maps.ts';

export interface WindowQuestion {
  readonly label: string;
  readonly method: 'auto' | ExplanationMethod;
  /** Frames per network call. */
  readonly batchSize: number;
}

/** The answer for one window, see the fields of the same names in `Explanation`. */
export interface WindowEvidence {
  readonly method: ExplanationMethod;
  readonly maps: EvidenceMaps;
  readonly contributions: Float32Array;
  /** [labels] */
  readonly logits: Float32Array;
  readonly baseline: number;
}

/**
 * Why a window got its score for a class: evidence by place and by step.
 * @throws AppError 'input-invalid' for a class that the model does not know, or a gradient that cannot be had
 */
export async function explainWindow(
  network: ExplainableNetwork,
  window: WindowInput,
  question: WindowQuestion,
  task: Task,
): Promise<WindowEvidence> {
  const label = network.manifest.labels.indexOf(question.label);
  if (label < 0) throw new AppError('input-invalid', `This model has no class ${question.label}.`);
  const method = question.method === 'auto' ? usualMethod(network) : question.method;
  const found =
    method === 'gradient'
      ? await byGradient(network, window, label, task)
      : await byOcclusion(network, window, label, question.batchSize, task);
  return { method, ...found, baseline: await baselineOf(network, label) };
}

/** 'gradient' where the backbone ends in a map, else 'occlusion'. */
export function usualMethod({ mapShape }: Pick<ExplainableNetwork, 'mapShape'>): ExplanationMethod {
  return mapShape ? 'gradient' : 'occlusion';
}

type Found = Pick<WindowEvidence, 'maps' | 'contributions' | 'logits'>;

async function byGradient(
  network: ExplainableNetwork,
  { frames, frameCount, frameOf }: WindowInput,
  label: number,
  { signal }: Task,
): Promise<Found> {
  const shape = network.mapShape;
  if (!shape) throw noMap();
  const { featureLength } = network.manifest.backbone;
  const embedded = await network.embedWithMaps(frames, frameCount);
  await breathe(signal);
  const window = stepRows(embedded.features, frameOf, featureLength);
  const logits = await network.classify(window, 1);
  const gradient = await integratedGradient(network, window, label);
  await breathe(signal);
  const { width, height, channels } = shape;
  const values = evidenceMaps(stepRows(embedded.maps, frameOf, width * height * channels), gradient, shape);
  return { maps: { width, height, values }, contributions: sumsByStep(values, frameOf.length), logits };
}

async function byOcclusion(
  network: ExplainableNetwork,
  input: WindowInput,
  label: number,
  batchSize: number,
  task: Task,
): Promise<Found> {
  const { frames, frameCount, frameOf } = input;
  const features = await network.embed(frames, frameCount);
  await breathe(task.signal);
  const window = stepRows(features, frameOf, network.manifest.backbone.featureLength);
  const logits = await network.classify(window, 1);
  const logit = logits[label] as number;
  const values = await occlusionMaps(network, input, { features, logit, label, batchSize }, task);
  const contributions = await leftOutSteps(network, window, frameOf.length, label, logit);
  return { maps: { width: occlusionCells, height: occlusionCells, values }, contributions, logits };
}

async function baselineOf(network: ExplainableNetwork, label: number): Promise<number> {
  const { head, backbone } = network.manifest;
  const nothing = new Float32Array(head.window * backbone.featureLength);
  return (await network.classify(nothing, 1))[label] as number;
}

function noMap(): AppError {
  return new AppError('input-invalid', 'The backbone of this model does not end in a map to look into.', {
    remedy: 'Explain by covering patches instead.',
  });
}
