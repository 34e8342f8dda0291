import { seededRandom, type Random } from '../../base/index.ts';

/** Initial values of a network's weights from one seed, with Keras' distributions, in the order they are asked for. */
export class WeightMaker {
  private readonly random: Random;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** Glorot uniform [..receptive, from, to]. */
  glorot(from: number, to: number, receptive = 1): Float32Array {
    const limit = Math.sqrt(6 / (receptive * (from + to)));
    return Float32Array.from({ length: receptive * from * to }, () => (this.random() * 2 - 1) * limit);
  }

  /** Recurrent weights of an LSTM [units, 4 · units]. */
  orthogonal(units: number): Float32Array {
    return Float32Array.from(orthogonalRows(units, 4 * units, this.random));
  }
}

/** Biases of an LSTM: the forget gate starts open. */
export function gateBiases(units: number): Float32Array {
  return new Float32Array(4 * units).fill(1, units, 2 * units);
}

/** Orthonormal rows [rows · columns] by Gram–Schmidt on normal numbers. */
function orthogonalRows(rows: number, columns: number, random: Random): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const row = out.subarray(r * columns, (r + 1) * columns);
    row.forEach(
      (_, c) => (row[c] = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())),
    );
    for (let before = 0; before < r; before++) {
      const other = out.subarray(before * columns, (before + 1) * columns);
      const share = row.reduce((sum, value, c) => sum + value * (other[c] as number), 0);
      row.forEach((value, c) => (row[c] = value - share * (other[c] as number)));
    }
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    row.forEach((value, c) => (row[c] = value / length));
  }
  return out;
}
