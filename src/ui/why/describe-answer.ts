import type { Explanation } from '../../contract/index.ts';

/** A signed number of logits, with a true minus. */
export function formatLogit(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

/** What the bars add up to, a sentence. */
export function describeSum({ method, contributions, logit, baseline, label }: Explanation): string {
  if (method === 'occlusion')
    return `Each bar is how far ${label} falls, in logits, when that step is replaced by the mean of the others.`;
  const sum = contributions.reduce((total, value) => total + value, 0);
  return (
    `Together ${formatLogit(sum)} logits: from ${formatLogit(baseline)} with nothing seen ` +
    `to ${formatLogit(logit)} for this window.`
  );
}

/** A sentence when the explained window does not score what the analysis told; null when it does. */
export function describeDifference(
  { labels, label, probabilities, backend }: Explanation,
  told: number,
): string | null {
  const found = probabilities[labels.indexOf(label)] ?? NaN;
  // Backends and decoders differ by less than this in their tests.
  if (Math.abs(found - told) <= 0.02) return null;
  return (
    `Computed again (${backend}), this window scores ${found.toFixed(4)}, not ${told.toFixed(4)} as analysed. ` +
    'Analyse the clip again before relying on this picture.'
  );
}
