import type { ClipWarning } from '../contract/index.ts';

/** Intervals between frames may differ by this share of the median before the rate counts as variable. */
const jitterShare = 0.25;

/**
 * What is odd about frame times, s, given in the order in which the file presents them.
 *
 * 'timestamps-backwards' where a time is less than the one before, 'timestamps-repeated' where it is equal,
 * 'variable-frame-rate' where more than 2 % of the steps differ from the median step by over a quarter (a coarse
 * time base, such as Matroska's milliseconds, stays below that at ordinary rates).
 */
export function timingWarnings(times: ArrayLike<number>): ClipWarning[] {
  const steps = stepsOf(times);
  const warnings: ClipWarning[] = [];
  if (isVariable(steps.filter((step) => step > 0))) warnings.push('variable-frame-rate');
  if (steps.includes(0)) warnings.push('timestamps-repeated');
  if (steps.some((step) => step < 0)) warnings.push('timestamps-backwards');
  return warnings;
}

function isVariable(steps: number[]): boolean {
  if (steps.length < 2) return false;
  const median = [...steps].sort((a, b) => a - b)[steps.length >> 1] as number;
  const odd = steps.filter((step) => Math.abs(step - median) > jitterShare * median).length;
  return odd > Math.max(1, 0.02 * steps.length);
}

function stepsOf(times: ArrayLike<number>): number[] {
  return Array.from(
    { length: Math.max(0, times.length - 1) },
    (_, i) => (times[i + 1] as number) - (times[i] as number),
  );
}
