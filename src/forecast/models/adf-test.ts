import { leastSquares } from './least-squares.ts';

export interface AdfTest {
  /** Student's t of the lagged level. */
  readonly statistic: number;
  readonly pValue: number;
  readonly lags: number;
  readonly observations: number;
}

/*
 * Response surface for the p-value, constant and one variable: MacKinnon, "Approximate Asymptotic Distribution
 * Functions for Unit-Root and Cointegration Tests", J. Business & Economic Statistics 12 (1994), as in statsmodels.
 */
const tauMax = 2.74;
const tauMin = -18.83;
const tauStar = -1.61;
const smallP = [2.1659, 1.4412, 3.8269e-2];
const largeP = [1.7339, 9.3202e-1, -1.2745e-1, -1.0368e-2];

/**
 * Augmented Dickey–Fuller test with a constant (Said & Dickey 1984): the null hypothesis is a unit root. The number
 * of lagged differences is chosen by AIC among 0..12·(n/100)^¼, as statsmodels' `adfuller(autolag='AIC')`.
 */
export function adfTest(series: Float64Array): AdfTest {
  const n = series.length;
  const maxLag = Math.max(0, Math.min(Math.ceil(12 * (n / 100) ** 0.25), Math.floor(n / 2) - 3));
  let best = 0;
  let lowest = Infinity;
  for (let lag = 0; lag <= maxLag; lag++) {
    const { aic } = regression(series, lag, maxLag);
    if (aic < lowest) [best, lowest] = [lag, aic];
  }
  const { coefficients, standardErrors } = regression(series, best, best);
  const statistic = (coefficients[0] as number) / (standardErrors[0] as number);
  return { statistic, pValue: pValueOf(statistic), lags: best, observations: n - 1 - best };
}

/** Δy on y₋₁, `lag` lagged differences and a constant, from observation `skip` on. */
function regression(series: Float64Array, lag: number, skip: number): ReturnType<typeof leastSquares> {
  const columns = lag + 2;
  const rows = series.length - 1 - skip;
  const design = new Float64Array(rows * columns);
  const target = new Float64Array(rows);
  const difference = (t: number): number => (series[t] as number) - (series[t - 1] as number);
  for (let r = 0; r < rows; r++) {
    const t = r + skip + 1;
    target[r] = difference(t);
    design[r * columns] = series[t - 1] as number;
    for (let k = 1; k <= lag; k++) design[r * columns + k] = difference(t - k);
    design[r * columns + lag + 1] = 1;
  }
  return leastSquares(design, columns, target);
}

function pValueOf(tau: number): number {
  if (tau > tauMax) return 1;
  if (tau < tauMin) return 0;
  const weights = tau <= tauStar ? smallP : largeP;
  return normalCdf(weights.reduce((sum, weight, power) => sum + weight * tau ** power, 0));
}

/** Standard normal distribution function by the Chebyshev fit of erfc in Numerical Recipes (relative error below 1.2e-7). */
export function normalCdf(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x) * Math.SQRT1_2);
  const z = Math.abs(x) * Math.SQRT1_2;
  const tail =
    t *
    Math.exp(
      -z * z -
        1.26551223 +
        t *
          (1.00002368 +
            t *
              (0.37409196 +
                t *
                  (0.09678418 +
                    t *
                      (-0.18628806 +
                        t *
                          (0.27886807 +
                            t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277)))))))),
    );
  return x >= 0 ? 1 - tail / 2 : tail / 2;
}
