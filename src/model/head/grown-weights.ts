import { seededRandom } from '../../base/index.ts';
import type { NamedWeight } from '../../contract/index.ts';
import { normal } from './initial-weights.ts';

/** Spread of a new class's columns: small beside the fitted ones, so that it begins undecided. */
const newColumnSpread = 0.01;

/**
 * A head for other labels: the columns of classes that both know are kept, by name; those of new classes get small
 * random numbers and a bias of 0; those of lost classes are dropped. All other weights stay.
 */
export function grownHeadWeights(
  weights: readonly NamedWeight[],
  oldLabels: readonly string[],
  newLabels: readonly string[],
  seed: number,
): NamedWeight[] {
  const random = seededRandom(seed);
  const from = newLabels.map((label) => oldLabels.indexOf(label));
  return weights.map((weight) => {
    if (!/^(frame|lstm)_logits\//.test(weight.name)) return { ...weight, values: weight.values.slice() };
    const rows = weight.shape.length === 2 ? (weight.shape[0] as number) : 1;
    const isBias = weight.shape.length === 1;
    const values = new Float32Array(rows * newLabels.length);
    for (let row = 0; row < rows; row++) {
      from.forEach((column, at) => {
        const kept = weight.values[row * oldLabels.length + column];
        const fresh = isBias ? 0 : normal(random) * newColumnSpread;
        values[row * newLabels.length + at] = column < 0 ? fresh : (kept as number);
      });
    }
    return { name: weight.name, shape: [...weight.shape.slice(0, -1), newLabels.length], values };
  });
}
