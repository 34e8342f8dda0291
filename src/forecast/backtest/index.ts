export { conformalIntervals } from './conformal.ts';
export { errorsOf, naiveScale, poissonCeiling } from './errors-of.ts';
export { forecastDays } from './forecast-days.ts';
export { fitCalibrated, oneStep } from './one-step.ts';
export { paperComparison } from './paper-comparison.ts';
export { rollingOrigin } from './rolling-origin.ts';
export { defaultLevel, runBacktest } from './run-backtest.ts';
export { splitIndex } from './split-index.ts';
export { gridPoints, gridSearch } from './grid-search.ts';
