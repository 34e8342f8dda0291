import type { Random } from '../../base/index.ts';
import type { NamedWeight } from '../../contract/index.ts';
import type { DropMasks } from './memory-head.ts';

/**
 * Inverted dropout (Srivastava et al. 2014) as factors: 0 with chance `dropout`, else 1 ÷ (1 − dropout). Drawn from
 * the fit's own generator, so that a fit repeats itself.
 */
export function dropoutMask(length: number, dropout: number, random: Random): Float32Array {
  const kept = 1 / (1 - dropout);
  return Float32Array.from({ length }, () => (random() < dropout ? 0 : kept));
}

/** The masks between a head's layers for a batch of `rows` windows; see {@link dropoutMask}. */
export function layerMasks(
  weights: readonly NamedWeight[],
  rows: number,
  dropout: number,
  random: Random,
): DropMasks {
  const sideOf = (name: string) => weights.find((weight) => weight.name === name)?.shape[0] ?? 0;
  const projected = dropoutMask(rows * sideOf('lstm/kernel'), dropout, random);
  return { projected, averaged: dropoutMask(rows * sideOf('lstm/recurrent_kernel'), dropout, random) };
}
