import type { FitModel, FittedModel, Query } from './fitted-model.ts';

/** Yesterday's value. */
export const fitNaive: FitModel = () =>
  rule(1, 'the value of the step before', ({ values, at }) => values[at - 1] as number);

/** The value one season ago (7 days). */
export const fitSeasonalNaive: FitModel = ({ season }) =>
  rule(season, `the value ${season} steps before`, ({ values, at }) => values[at - season] as number);

/** Mean of the last seven values. */
export const fitMean7: FitModel = () =>
  rule(7, 'the mean of the last 7 steps', ({ values, at }) => {
    let sum = 0;
    for (let lag = 1; lag <= 7; lag++) sum += values[at - lag] as number;
    return sum / 7;
  });

function rule(earliest: number, detail: string, forecast: (query: Query) => number): Promise<FittedModel> {
  return Promise.resolve({
    detail,
    earliest,
    predict: (queries) => Promise.resolve(Float64Array.from(queries, forecast)),
  });
}
