/** Index of the last of ascending `times` that is ≤ `time` (within `tolerance`); 0 when all are later, -1 when empty. */
export function indexAtOrBefore(times: ArrayLike<number>, time: number, tolerance = 1e-6): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) <= time + tolerance) low = middle + 1;
    else high = middle;
  }
  return times.length === 0 ? -1 : Math.max(0, low - 1);
}
