import { factor, substitute } from './solve-symmetric.ts';

export interface LeastSquares {
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  readonly residualSum: number;
  /** Akaike's criterion of the Gaussian likelihood, as statsmodels' OLS counts it. */
  readonly aic: number;
}

/**
 * Ordinary least squares of `target` on the columns of `design` (row-major [rows · columns]).
 * @throws RangeError when the columns are linearly dependent.
 */
export function leastSquares(design: Float64Array, columns: number, target: Float64Array): LeastSquares {
  const rows = target.length;
  const gram = new Float64Array(columns * columns);
  const moment = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    const at = r * columns;
    for (let i = 0; i < columns; i++) {
      const x = design[at + i] as number;
      moment[i] = (moment[i] as number) + x * (target[r] as number);
      for (let j = 0; j <= i; j++)
        gram[i * columns + j] = (gram[i * columns + j] as number) + x * (design[at + j] as number);
    }
  }
  factor(gram, columns);
  const coefficients = substitute(gram, moment);
  let residualSum = 0;
  for (let r = 0; r < rows; r++) {
    let fitted = 0;
    for (let i = 0; i < columns; i++)
      fitted += (design[r * columns + i] as number) * (coefficients[i] as number);
    residualSum += ((target[r] as number) - fitted) ** 2;
  }
  const variance = residualSum / (rows - columns);
  const standardErrors = Float64Array.from({ length: columns }, (_, i) => {
    const unit = new Float64Array(columns);
    unit[i] = 1;
    return Math.sqrt((substitute(gram, unit)[i] as number) * variance);
  });
  const aic = rows * (Math.log(2 * Math.PI * (residualSum / rows)) + 1) + 2 * columns;
  return { coefficients, standardErrors, residualSum, aic };
}
