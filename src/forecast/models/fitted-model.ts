import type { Task } from '../../base/index.ts';
import type { LearningCurve, NetworkSettings } from '../../contract/index.ts';

/** What a model is fitted on: `values[0, trainEnd)`; nothing behind it may be looked at. */
export interface FitInput {
  /** Days from 1970-01-01; may run on past `values`, where forecasts are wanted. */
  readonly days: Int32Array;
  readonly values: Float64Array;
  readonly trainEnd: number;
  /** Steps in a season: 7 for days. */
  readonly season: number;
  readonly window: number;
  readonly seed: number;
  readonly network?: Partial<NetworkSettings>;
}

/** "What is values[at], given values[0, at)?" The array may be written at `at` and later afterwards, not before. */
export interface Query {
  readonly values: Float64Array;
  /** Day of each value, and of `at`. */
  readonly days: Int32Array;
  readonly at: number;
}

/** A fitted model: one step ahead, in crimes. */
export interface FittedModel {
  /** What was chosen on the training span, in words. */
  readonly detail: string;
  readonly curve?: LearningCurve;
  /** First index from which `predict` is possible. */
  readonly earliest: number;
  /**
   * Index from which the fit has seen nothing of the training span but for early stopping: residuals from here on
   * calibrate intervals. Absent when the whole span was fitted.
   */
  readonly heldOutFrom?: number;
  predict(queries: readonly Query[]): Promise<Float64Array>;
}

export type FitModel = (input: FitInput, task: Task) => Promise<FittedModel>;
