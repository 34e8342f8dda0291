import { seededRandom } from '../../base/index.ts';
import type { Interval } from '../../contract/index.ts';

const draws = 1000;
const seed = 1;

/**
 * A figure on 1,000 samples of the items, seed 1: whole groups are drawn with replacement, as many as there are, since
 * the clips of one camera are not independent (cluster bootstrap; Field & Welsh 2007,
 * doi:10.1111/j.1467-9868.2007.00593.x).
 */
export function bootstrapGroups<T extends { readonly group: string }, Figure>(
  items: readonly T[],
  figureOf: (drawn: readonly T[]) => Figure,
): Figure[] {
  const byName = new Map<string, T[]>();
  for (const item of items) {
    const members = byName.get(item.group);
    if (members) members.push(item);
    else byName.set(item.group, [item]);
  }
  const groups = [...byName.values()];
  const random = seededRandom(seed);
  return Array.from({ length: draws }, () =>
    figureOf(groups.flatMap(() => groups[Math.floor(random() * groups.length)] as T[])),
  );
}

/** The 2.5 and 97.5 % percentiles, those that are null left out; null when all are. */
export function interval95(values: readonly (number | null)[]): Interval | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))] as number;
  return [at(0.025), at(0.975)];
}
