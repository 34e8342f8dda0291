import type { TrainingTable } from './feature-table.ts';
import { solveSymmetric } from './solve-symmetric.ts';
import type { RowModel } from './tree-ensembles.ts';

/** Ridge regression on standardised features (Hoerl & Kennard 1970); the constant is not penalised. */
export function fitRidge({ features, columns, targets }: TrainingTable, penalty: number): RowModel {
  const rows = targets.length;
  const mean = new Float64Array(columns);
  const spread = new Float64Array(columns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++)
      mean[c] = (mean[c] as number) + (features[r * columns + c] as number) / rows;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++)
      spread[c] =
        (spread[c] as number) + ((features[r * columns + c] as number) - (mean[c] as number)) ** 2 / rows;
  }
  spread.forEach((variance, c) => (spread[c] = variance > 1e-18 ? Math.sqrt(variance) : Infinity));
  const middle = targets.reduce((sum, target) => sum + target, 0) / rows;
  const gram = new Float64Array(columns * columns);
  const moment = new Float64Array(columns);
  const z = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++)
      z[c] = ((features[r * columns + c] as number) - (mean[c] as number)) / (spread[c] as number);
    const target = (targets[r] as number) - middle;
    for (let i = 0; i < columns; i++) {
      const zi = z[i] as number;
      moment[i] = (moment[i] as number) + zi * target;
      for (let j = 0; j <= i; j++)
        gram[i * columns + j] = (gram[i * columns + j] as number) + zi * (z[j] as number);
    }
  }
  for (let i = 0; i < columns; i++) gram[i * columns + i] = (gram[i * columns + i] as number) + penalty;
  const weights = solveSymmetric(gram, moment);
  return (row) => {
    let sum = middle;
    for (let c = 0; c < columns; c++)
      sum += (((row[c] as number) - (mean[c] as number)) / (spread[c] as number)) * (weights[c] as number);
    return sum;
  };
}
