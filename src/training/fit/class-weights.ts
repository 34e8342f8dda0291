/** No window counts for more than this many of a balanced dataset's, however rare its class. */
export const largestClassWeight = 5;

/**
 * What a window of each class counts for: inverse to the class's frequency (total ÷ (classes · count), as
 * scikit-learn's "balanced"), capped at {@link largestClassWeight}, then scaled so that the mean over windows is 1.
 * Classes without windows count 1.
 * @param counts windows of each class in an epoch
 */
export function classWeights(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const classes = counts.filter((count) => count > 0).length;
  const capped = counts.map((count) =>
    count === 0 ? 1 : Math.min(largestClassWeight, total / (classes * count)),
  );
  const sum = capped.reduce((all, weight, c) => all + weight * (counts[c] ?? 0), 0);
  return capped.map((weight, c) => (counts[c] === 0 ? 1 : (weight * total) / sum));
}
