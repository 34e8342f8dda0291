/* Maps and sets that are replaced, never changed: what `$state.raw` wants. */

/** A copy of the map with these entries put in. */
export function withEntries<K, V>(
  map: ReadonlyMap<K, V> | null,
  entries: Iterable<readonly [K, V]>,
): ReadonlyMap<K, V> {
  return new Map<K, V>([...(map ?? []), ...entries]);
}

export function setOf<T>(items: Iterable<T>): ReadonlySet<T> {
  return new Set(items);
}
