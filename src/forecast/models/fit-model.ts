import type { Task } from '../../base/index.ts';
import type { ModelName } from '../../contract/index.ts';
import { fitArima } from './arima.ts';
import { fitMean7, fitNaive, fitSeasonalNaive } from './baselines.ts';
import type { FitInput, FitModel, FittedModel } from './fitted-model.ts';
import { fitNetwork } from './network-forecaster.ts';
import {
  fitEnsemble,
  fitPlainForest,
  fitRandomForest,
  fitRelativeBoosting,
  fitRelativeForest,
} from './row-forecaster.ts';

const fits: Readonly<Record<ModelName, FitModel>> = {
  naive: fitNaive,
  'seasonal-naive': fitSeasonalNaive,
  'mean-7': fitMean7,
  arima: fitArima,
  'random-forest': fitRandomForest,
  'random-forest-plain': fitPlainForest,
  'random-forest-relative': fitRelativeForest,
  boosting: fitRelativeBoosting,
  ensemble: fitEnsemble,
  lstm: (input, task) => fitNetwork('lstm', input, task),
  'lstm-time': (input, task) => fitNetwork('lstm-time', input, task),
  'cnn-lstm': (input, task) => fitNetwork('cnn-lstm', input, task),
};

/** The naive rows that stand in every table. */
export const baselineModels: readonly ModelName[] = ['naive', 'seasonal-naive', 'mean-7'];
export const allModels = Object.keys(fits) as ModelName[];

/** Whether the model looks back over a window the user may choose. */
export function usesWindow(model: ModelName): boolean {
  return model === 'lstm' || model === 'cnn-lstm';
}

export function isNetwork(model: ModelName): boolean {
  return model === 'lstm' || model === 'lstm-time' || model === 'cnn-lstm';
}

/** The window a model works with when `asked` for one: only the networks take it as it is. */
export function windowOf(model: ModelName, asked: number): number {
  if (model === 'lstm-time') return 7;
  return usesWindow(model) ? asked : 60;
}

/** Fits a model on the training span; its forecasts are floored at 0, for a count cannot be negative. */
export async function fitModel(model: ModelName, input: FitInput, task: Task): Promise<FittedModel> {
  const fitted = await fits[model](input, task);
  return {
    ...fitted,
    predict: async (queries) => (await fitted.predict(queries)).map((value) => Math.max(0, value)),
  };
}
