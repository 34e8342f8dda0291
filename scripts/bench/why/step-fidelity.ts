import { integratedGradient } from '../../../src/model/explain/integrated-gradient.ts';
import { leftOutSteps } from '../../../src/model/explain/left-out-steps.ts';
import type { ExplainableNetwork } from '../../../src/model/index.ts';

/**
 * How well a ranking of steps foretells: the fall of the logit when the half of the steps that it puts first is taken
 * out (each replaced by the mean of those that stay), less the mean fall over all halves. By ranking.
 */
export type StepFidelity = Readonly<Record<string, number>>;

/** @param window [T · D] */
export async function stepFidelity(
  network: ExplainableNetwork,
  window: Float32Array,
  steps: number,
  label: number,
): Promise<StepFidelity> {
  const logit = (await network.classify(window, 1))[label] as number;
  const halves = subsets(steps, Math.floor(steps / 2));
  const logits = await network.classify(
    joined(halves.map((half) => without(window, steps, half))),
    halves.length,
  );
  const labels = network.manifest.labels.length;
  const falls = halves.map((_, n) => logit - (logits[n * labels + label] as number));
  const mean = falls.reduce((sum, fall) => sum + fall, 0) / falls.length;
  const found: Record<string, number> = { best: Math.max(...falls) - mean };
  for (const [name, scores] of Object.entries(await rankings(network, window, steps, label, logit))) {
    const order = Array.from(scores.keys()).sort((a, b) => (scores[b] as number) - (scores[a] as number));
    const first = new Set(order.slice(0, Math.floor(steps / 2)));
    const at = halves.findIndex((half) => half.every((step) => first.has(step)));
    found[name] = (falls[at] as number) - mean;
  }
  return found;
}

async function rankings(
  network: ExplainableNetwork,
  window: Float32Array,
  steps: number,
  label: number,
  logit: number,
): Promise<Record<string, Float32Array>> {
  const timesFeature = (gradient: Float32Array) => {
    const length = window.length / steps;
    return Float32Array.from({ length: steps }, (_, step) =>
      window
        .subarray(step * length, (step + 1) * length)
        .reduce((sum, value, i) => sum + value * (gradient[step * length + i] as number), 0),
    );
  };
  return {
    'integrated gradients': timesFeature(await integratedGradient(network, window, label)),
    'gradient × feature': timesFeature(await network.logitGradient(window, 1, label)),
    'leaving one out': await leftOutSteps(network, window, steps, label, logit),
  };
}

/** All subsets of 0 … count−1 of one size. */
function subsets(count: number, size: number, from = 0): number[][] {
  if (size === 0) return [[]];
  const found: number[][] = [];
  for (let first = from; first <= count - size; first++)
    for (const rest of subsets(count, size - 1, first + 1)) found.push([first, ...rest]);
  return found;
}

function without(window: Float32Array, steps: number, left: readonly number[]): Float32Array {
  const length = window.length / steps;
  const out = window.slice();
  const kept = Array.from({ length: steps }, (_, step) => step).filter((step) => !left.includes(step));
  const mean = Float32Array.from({ length }, (_, i) =>
    kept.reduce((sum, step) => sum + (window[step * length + i] as number) / kept.length, 0),
  );
  for (const step of left) out.set(mean, step * length);
  return out;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const length = parts[0]?.length ?? 0;
  const out = new Float32Array(parts.length * length);
  for (const [n, part] of parts.entries()) out.set(part, n * length);
  return out;
}
