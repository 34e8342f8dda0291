export { allModels, baselineModels, fitModel, isNetwork, usesWindow, windowOf } from './fit-model.ts';
export type { FitInput, FittedModel, Query } from './fitted-model.ts';
export { normalCdf } from './adf-test.ts';
export { prolongedDays, recursiveForecast } from './recursive-forecast.ts';
export { fitForest } from './tree-ensembles.ts';
export { heldOutShare, networkDefaults, paperNetwork } from './network-forecaster.ts';
