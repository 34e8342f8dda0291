/**
 * The fewest items that must have been moved to give this order: all that are not on a longest increasing subsequence
 * of the keys (patience sorting, O(n log n)). Items with equal keys are in order.
 */
export function outOfOrder<T>(items: readonly T[], keyOf: (item: T) => number): T[] {
  // ends[l]: index of the item that ends the increasing run of length l + 1 with the smallest key.
  const ends: number[] = [];
  const before: number[] = [];
  const key = (index: number) => keyOf(items[index] as T);
  for (let index = 0; index < items.length; index++) {
    const length = firstAbove(ends, key(index), key);
    before[index] = length > 0 ? (ends[length - 1] as number) : -1;
    ends[length] = index;
  }
  const inPlace = new Set<number>();
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] as number) inPlace.add(index);
  return items.filter((_, index) => !inPlace.has(index));
}

function firstAbove(ends: readonly number[], wanted: number, key: (index: number) => number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(ends[middle] as number) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
