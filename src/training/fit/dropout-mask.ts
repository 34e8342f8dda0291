import type { Random } from '../../base/index.ts';

/**
 * Inverted dropout (Srivastava et al. 2014) as factors: 0 with chance `dropout`, else 1 ÷ (1 − dropout). Drawn from
 * the fit's own generator, so that a fit repeats itself.
 */
export function dropoutMask(length: number, dropout: number, random: Random): Float32Array {
  const kept = 1 / (1 - dropout);
  return Float32Array.from({ length }, () => (random() < dropout ? 0 : kept));
}
