import type { Span, Weight, WeightPlan } from '../../base/index.ts';
import type { NamedWeight } from '../../contract/index.ts';
import type { FitState } from './stepper.ts';

/** A weight as a fit keeps it, [rows, columns], and where it lies in memory, in rows of `width`. */
interface Placed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly rows: number;
  readonly columns: number;
  readonly width: number;
  readonly at: number;
  readonly weight: Weight;
}

const eight = 8;

/** The next multiple of eight: the kernels compute as many columns at once. */
export function roundedUp(length: number): number {
  return Math.ceil(length / eight) * eight;
}

/** Numbers that {@link MemoryWeights} takes for weights of these shapes. */
export function paddedLength(weights: readonly Pick<NamedWeight, 'shape'>[]): number {
  return weights.reduce((sum, { shape }) => sum + shape.map(roundedUp).reduce((a, b) => a * b, 1), 0);
}

/**
 * Named weights in a network's memory, every side padded with zeros to a multiple of eight. What is padded meets only
 * zeros, so its slopes are zero and Adam leaves it where it is.
 */
export class MemoryWeights {
  private readonly placed: readonly Placed[];

  /** @param weights in the order in which `plan` is to hold them */
  constructor(
    private readonly plan: WeightPlan,
    weights: readonly NamedWeight[],
  ) {
    this.placed = weights.map(({ name, shape }) => {
      const columns = shape.at(-1) ?? 1;
      const rows = shape.length > 1 ? (shape[0] as number) : 1;
      const width = roundedUp(columns);
      const { at, ...weight } = plan.next(width * (shape.length > 1 ? roundedUp(rows) : 1));
      return { name, shape, rows, columns, width, at, weight };
    });
  }

  /** @throws Error when there is no such weight */
  named(name: string): Weight {
    const found = this.placed.find((one) => one.name === name);
    if (!found) throw new Error(`The head has no weight ${name}.`);
    return found.weight;
  }

  load({ weights, firstMoments, secondMoments }: FitState): void {
    const { plan } = this;
    this.placed.forEach((place, n) => {
      fill(plan.weights, place, weights[n]?.values);
      fill(plan.mean, place, firstMoments[n]);
      fill(plan.square, place, secondMoments[n]);
    });
  }

  /** The loss's slopes by each weight. */
  slopes(): Float32Array[] {
    return this.placed.map((place) => taken(this.plan.slopes, place));
  }

  state(): Omit<FitState, 'steps'> {
    const { plan, placed } = this;
    return {
      weights: placed.map((place) => ({
        name: place.name,
        shape: place.shape,
        values: taken(plan.weights, place),
      })),
      firstMoments: placed.map((place) => taken(plan.mean, place)),
      secondMoments: placed.map((place) => taken(plan.square, place)),
    };
  }
}

function fill(target: Span, { rows, columns, width, at }: Placed, values: Float32Array | undefined): void {
  if (values?.length !== rows * columns)
    throw new Error('A weight or a moment has another size than at first.');
  for (let row = 0; row < rows; row++) {
    target.values.set(values.subarray(row * columns, (row + 1) * columns), at + row * width);
  }
}

function taken(source: Span, { rows, columns, width, at }: Placed): Float32Array {
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const from = at + row * width;
    out.set(source.values.subarray(from, from + columns), row * columns);
  }
  return out;
}
