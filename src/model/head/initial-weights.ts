import { seededRandom, type Random } from '../../base/index.ts';
import type { NamedWeight } from '../../contract/index.ts';
import { headWeightSpecs, type HeadShape, type WeightSpec } from './head-shape.ts';

/**
 * Weights to start from: Glorot uniform kernels (Glorot & Bengio 2010), an orthogonal recurrent kernel (Saxe et al.
 * 2014), zero biases but a forget bias of 1 (Jozefowicz et al. 2015). In the hybrid head the LSTM branch ends in zeros,
 * so that fitting begins as the average of frames and learns a correction.
 */
export function initialHeadWeights(shape: HeadShape, seed: number): NamedWeight[] {
  const random = seededRandom(seed);
  return headWeightSpecs(shape).map((spec) => ({ ...spec, values: startOf(spec, shape, random) }));
}

function startOf({ name, shape }: WeightSpec, head: HeadShape, random: Random): Float32Array {
  const [rows = 1, columns = 1] = shape;
  if (name === 'lstm/bias') return forgetBias(head.units);
  if (name.endsWith('/bias')) return new Float32Array(rows);
  if (name === 'lstm/recurrent_kernel') return orthogonalRows(rows, columns, random);
  if (name === 'lstm_logits/kernel' && head.kind === 'hybrid') return new Float32Array(rows * columns);
  const limit = Math.sqrt(6 / (rows + columns));
  return Float32Array.from({ length: rows * columns }, () => (2 * random() - 1) * limit);
}

/** [4 · units], gates i, f, c, o: ones for f. */
function forgetBias(units: number): Float32Array {
  return new Float32Array(4 * units).fill(1, units, 2 * units);
}

/** [rows, columns] with rows ≤ columns, whose rows are orthonormal: Gram–Schmidt on normal draws. */
function orthogonalRows(rows: number, columns: number, random: Random): Float32Array {
  const done: Float64Array[] = [];
  for (let row = 0; row < rows; row++) {
    const candidate = Float64Array.from({ length: columns }, () => normal(random));
    for (const earlier of done) {
      const along = dot(candidate, earlier);
      for (let i = 0; i < columns; i++)
        candidate[i] = (candidate[i] as number) - along * (earlier[i] as number);
    }
    const length = Math.sqrt(dot(candidate, candidate));
    done.push(candidate.map((value) => value / length));
  }
  return Float32Array.from(done.flatMap((row) => [...row]));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

/** Standard normal draw (Box & Muller 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
