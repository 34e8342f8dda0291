import { fromHalf } from '../../base/index.ts';
import type { WindowDraw } from './draw-windows.ts';

/** Windows side by side as a head takes them. */
export interface WindowBatch {
  /** [T, N, D] */
  readonly steps: Float32Array;
  /** Mean over time, [N, D]. */
  readonly average: Float32Array;
}

/**
 * Unpacks windows of one length into a batch.
 * @param mask factors on each window's features, the same at all its steps, [N · D]; absent for none
 */
export function windowBatch(
  draws: readonly Pick<WindowDraw, 'variant' | 'rows'>[],
  mask?: Float32Array,
): WindowBatch {
  const window = draws[0]?.rows.length ?? 0;
  const depth = draws[0]?.variant.featureLength ?? 0;
  const steps = new Float32Array(window * draws.length * depth);
  const average = new Float32Array(draws.length * depth);
  draws.forEach(({ variant, rows }, n) => {
    const sum = average.subarray(n * depth, (n + 1) * depth);
    const factors = mask?.subarray(n * depth, (n + 1) * depth);
    rows.forEach((row, t) => {
      const at = (t * draws.length + n) * depth;
      const own = fromHalf(
        variant.values.subarray(row * depth, (row + 1) * depth),
        steps.subarray(at, at + depth),
      );
      if (factors) multiplyInto(own, factors);
      addInto(sum, own, 1 / window);
    });
  });
  return { steps, average };
}

function multiplyInto(target: Float32Array, factors: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) * (factors[i] as number);
}

function addInto(target: Float32Array, values: Float32Array, share: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + (values[i] as number) * share;
}
