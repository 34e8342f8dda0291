/** Weights are integers that sum to this for each output pixel. */
export const weightUnit = 1 << 12;

/** Taps come in groups of this many, filled up with weight 0, so that inner loops need not count them. */
export const tapGroup = 4;

/**
 * How the pixels of one axis of a picture make those of another length: output i is the sum over k < taps of
 * input[first[i] + k] · weights[i · taps + k] / {@link weightUnit}. Inputs past the end of the axis have weight 0.
 */
export interface AxisWeights {
  /** Input and output pixels. */
  readonly input: number;
  readonly length: number;
  readonly taps: number;
  readonly first: Int32Array; // [length]
  readonly weights: Int32Array; // [length, taps]
}

/**
 * Area averaging when shrinking (each input pixel counts by its exact overlap with the output pixel), linear
 * interpolation between pixel centres when enlarging, as swscale's `area` does.
 */
export function axisWeights(input: number, output: number): AxisWeights {
  const scale = input / output;
  const reach = Math.max(1, scale) / 2 + (scale > 1 ? 0.5 : 1);
  const taps = Math.min(input, Math.ceil(2 * reach) + 1);
  const first = new Int32Array(output);
  const weights = new Int32Array(output * taps);
  for (let i = 0; i < output; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    first[i] = Math.min(input - taps, Math.max(0, Math.ceil(centre - reach)));
    const row = weights.subarray(i * taps, (i + 1) * taps);
    fillRow(row, centre, first[i] as number, input, scale);
  }
  return { input, length: output, ...trimmed({ taps, first, weights }) };
}

/** Weights of the inputs around `centre`; what falls outside the axis goes to the edge pixel. */
function fillRow(row: Int32Array, centre: number, first: number, input: number, scale: number): void {
  const exact = new Float64Array(row.length);
  let sum = 0;
  const reach = Math.ceil(Math.max(1, scale) / 2 + 1);
  for (let at = Math.floor(centre) - reach; at <= Math.ceil(centre) + reach; at++) {
    const weight = scale > 1 ? overlap(at - centre, scale) : Math.max(0, 1 - Math.abs(at - centre));
    const slot = Math.min(input - 1, Math.max(0, at)) - first;
    if (weight === 0 || slot < 0 || slot >= row.length) continue;
    exact[slot] = (exact[slot] as number) + weight;
    sum += weight;
  }
  roundTo(row, exact, sum);
}

/** Length of the overlap of a unit pixel at `offset` with a box `width` wide around 0. */
function overlap(offset: number, width: number): number {
  return Math.max(0, Math.min(offset + 0.5, width / 2) - Math.max(offset - 0.5, -width / 2));
}

/** Rounds to integers that sum to the unit exactly, carrying the rounding error along. */
function roundTo(row: Int32Array, exact: Float64Array, sum: number): void {
  let carried = 0;
  let given = 0;
  for (let k = 0; k < row.length; k++) {
    carried += ((exact[k] as number) / sum) * weightUnit;
    row[k] = Math.round(carried) - given;
    given += row[k] as number;
  }
}

/** Begins each row at its first weight, leaves out tap columns that no output uses, and fills up the last group. */
function trimmed({ taps, first, weights }: Pick<AxisWeights, 'taps' | 'first' | 'weights'>) {
  const rows = Array.from(first, (_, i) => weights.subarray(i * taps, (i + 1) * taps));
  const heads = rows.map((row) => row.findIndex((weight) => weight !== 0));
  const spans = rows.map((row, i) => row.findLastIndex((weight) => weight !== 0) + 1 - (heads[i] as number));
  const needed = Math.ceil(Math.max(...spans) / tapGroup) * tapGroup;
  const packed = new Int32Array(first.length * needed);
  rows.forEach((row, i) => {
    const head = heads[i] as number;
    packed.set(row.subarray(head, head + (spans[i] as number)), i * needed);
    first[i] = (first[i] as number) + head;
  });
  return { taps: needed, first, weights: packed };
}
