import { seededRandom, type Random } from '../../base/index.ts';
import { tf, type LstmWeights } from '../../compute/index.ts';

/** Makes the variables of a network from one seed, with Keras' initial distributions. */
export class WeightMaker {
  readonly variables: tf.Variable[] = [];
  private readonly random: Random;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** Glorot uniform [fanIn.., fanOut]. */
  glorot(shape: number[]): tf.Variable {
    const out = shape.at(-1) as number;
    const receptive = shape.slice(0, -2).reduce((product, size) => product * size, 1);
    const limit = Math.sqrt(6 / (receptive * ((shape.at(-2) as number) + out)));
    return this.keep(shape, () => (this.random() * 2 - 1) * limit);
  }

  zeros(length: number): tf.Variable {
    return this.keep([length], () => 0);
  }

  /** Kernel Glorot, recurrent orthogonal, forget bias 1. */
  lstm(depth: number, units: number): LstmWeights {
    const kernel = this.glorot([depth, 4 * units]) as unknown as tf.Tensor2D;
    const rows = orthogonalRows(units, 4 * units, this.random);
    const recurrent = this.keep([units, 4 * units], (k) => rows[k] as number) as unknown as tf.Tensor2D;
    const bias = this.keep([4 * units], (k) => (k >= units && k < 2 * units ? 1 : 0)) as unknown as tf.Tensor1D;
    return { kernel, recurrent, bias };
  }

  private keep(shape: number[], fill: (k: number) => number): tf.Variable {
    const count = shape.reduce((product, size) => product * size, 1);
    const variable = tf.tidy(() => tf.variable(tf.tensor(Float32Array.from({ length: count }, (_, k) => fill(k)), shape)));
    this.variables.push(variable);
    return variable;
  }
}

/** Orthonormal rows [rows · columns] by Gram–Schmidt on normal numbers. */
function orthogonalRows(rows: number, columns: number, random: Random): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const row = out.subarray(r * columns, (r + 1) * columns);
    row.forEach((_, c) => (row[c] = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())));
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
