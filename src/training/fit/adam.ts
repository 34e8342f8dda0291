import type { NamedWeight } from '../../contract/index.ts';

const firstDecay = 0.9;
const secondDecay = 0.999;
const epsilon = 1e-7;

/** Where Adam stands. */
export interface AdamState {
  readonly firstMoments: readonly Float32Array[];
  readonly secondMoments: readonly Float32Array[];
  /** Steps taken. */
  readonly steps: number;
}

export function freshAdam(weights: readonly NamedWeight[]): AdamState {
  const zeros = () => weights.map(({ values }) => new Float32Array(values.length));
  return { firstMoments: zeros(), secondMoments: zeros(), steps: 0 };
}

/**
 * One step of Adam (Kingma & Ba 2015, algorithm 1; β 0.9 and 0.999, ε 1e-7 as Keras). Changes `weights` and the
 * moments in place. The arithmetic is double precision, rounded to float32 where stored, and the bias correction comes
 * from the number of steps: a fit that goes on from a checkpoint gives the same bits as one that never stopped, which
 * tf.train.adam, whose accumulated powers cannot be restored, does not.
 * @param slopes of the loss by each weight, in the order of `weights`
 * @returns the state after the step
 */
export function adamStep(
  weights: readonly NamedWeight[],
  slopes: readonly Float32Array[],
  state: AdamState,
  rate: number,
): AdamState {
  const steps = state.steps + 1;
  const firstScale = rate / (1 - firstDecay ** steps);
  const secondScale = 1 / (1 - secondDecay ** steps);
  weights.forEach(({ values }, at) => {
    const [slope, first, second] = [slopes[at], state.firstMoments[at], state.secondMoments[at]];
    if (slope?.length !== values.length || !first || !second)
      throw new Error('Adam lacks a slope or a moment.');
    update(values, slope, first, second, firstScale, secondScale);
  });
  return { ...state, steps };
}

function update(
  values: Float32Array,
  slope: Float32Array,
  first: Float32Array,
  second: Float32Array,
  firstScale: number,
  secondScale: number,
): void {
  for (let i = 0; i < values.length; i++) {
    const g = slope[i] as number;
    const m = firstDecay * (first[i] as number) + (1 - firstDecay) * g;
    const v = secondDecay * (second[i] as number) + (1 - secondDecay) * g * g;
    first[i] = m;
    second[i] = v;
    values[i] = (values[i] as number) - (firstScale * m) / (Math.sqrt(v * secondScale) + epsilon);
  }
}
