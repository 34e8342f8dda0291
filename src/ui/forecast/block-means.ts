/** Means over blocks of k values, for a long series drawn as one line. */
export function blockMeans(
  values: ArrayLike<number>,
  most = 1200,
): { at: number[]; means: number[]; block: number } {
  const block = Math.max(1, Math.ceil(values.length / most));
  const at: number[] = [];
  const means: number[] = [];
  for (let i = 0; i < values.length; i += block) {
    const end = Math.min(values.length, i + block);
    let sum = 0;
    for (let k = i; k < end; k++) sum += values[k] as number;
    at.push(i);
    means.push(sum / (end - i));
  }
  return { at, means, block };
}
