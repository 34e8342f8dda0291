/** Scaling to 0..1 over the training span, the unit in which the paper prints its errors. */
export class MinMax {
  constructor(
    readonly min: number,
    readonly max: number,
  ) {}

  /** Fitted on `values[0, end)` only. A constant series gets the range 1. */
  static fit(values: Float64Array, end: number): MinMax {
    let min = Infinity;
    let max = -Infinity;
    for (let i = 0; i < end; i++) {
      min = Math.min(min, values[i] as number);
      max = Math.max(max, values[i] as number);
    }
    return new MinMax(min, max);
  }

  get range(): number {
    return this.max > this.min ? this.max - this.min : 1;
  }

  scale(value: number): number {
    return (value - this.min) / this.range;
  }

  unscale(value: number): number {
    return value * this.range + this.min;
  }
}
