import { AppError, type Task } from '../../base/index.ts';
import type { ModelName } from '../../contract/index.ts';
import { fitModel, heldOutShare, type FitInput, type FittedModel } from '../models/index.ts';

export interface Calibrated {
  readonly model: FittedModel;
  /** True and forecast values of the calibration tail, one step ahead, by a fit that had not seen it. */
  readonly calibration: { readonly actual: Float64Array; readonly predicted: Float64Array };
  /** The fit that had not seen the tail, and where the tail begins. */
  readonly apart: FittedModel;
  readonly tailFrom: number;
}

/**
 * Fits a model on the training span, and obtains residuals it had no part in: from the networks' held-out tail, or by
 * a second fit that ends a tenth earlier.
 */
export async function fitCalibrated(name: ModelName, input: FitInput, task: Task): Promise<Calibrated> {
  const model = await fitModel(name, input, task);
  let apart = model;
  let tailFrom = model.heldOutFrom;
  if (tailFrom === undefined) {
    tailFrom = Math.max(Math.floor(input.trainEnd * (1 - heldOutShare)), model.earliest + 1);
    apart = await fitShorter(name, input, tailFrom, model, task);
  }
  const actual = input.values.slice(tailFrom, input.trainEnd);
  const predicted = await oneStep(apart, input.values, input.days, tailFrom, input.trainEnd);
  return { model, apart, tailFrom, calibration: { actual, predicted } };
}

/** One step ahead over `[from, to)`, each with the true values up to the day before. */
export function oneStep(
  model: FittedModel,
  values: Float64Array,
  days: Int32Array,
  from: number,
  to: number,
): Promise<Float64Array> {
  return model.predict(
    Array.from({ length: Math.max(0, to - from) }, (_, k) => ({ values, days, at: from + k })),
  );
}

/** A span too short to fit twice calibrates on its own residuals. */
async function fitShorter(
  name: ModelName,
  input: FitInput,
  end: number,
  whole: FittedModel,
  task: Task,
): Promise<FittedModel> {
  try {
    return await fitModel(name, { ...input, trainEnd: end }, task);
  } catch (error) {
    if (error instanceof AppError && error.code === 'input-invalid') return whole;
    throw error;
  }
}
