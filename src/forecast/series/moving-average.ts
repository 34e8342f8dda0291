/** Mean of each value and the `width − 1` before it; shorter at the start. */
export function movingAverage(values: Float64Array, width: number): Float64Array {
  let sum = 0;
  return values.map((value, i) => {
    sum += value - (i >= width ? (values[i - width] as number) : 0);
    return sum / Math.min(i + 1, width);
  });
}
