import type { Arena, Span } from './arena.ts';
import type { Kernels } from './kernels.ts';

/** Two decays of Adam's means, as {@link adamKernel} has them. */
const decays = [0.9, 0.999] as const;

/** One array of weights and the loss's slopes by them. */
export interface Weight {
  readonly kernel: Span;
  readonly kernelSlope: Span;
}

/**
 * Lays all weights of a network one behind the other in its memory, their slopes likewise, and so Adam's two means:
 * one pass over four arrays is a step of Adam.
 */
export class WeightPlan {
  readonly weights: Span;
  readonly slopes: Span;
  /** Adam's mean of the slopes, and of their squares. */
  readonly mean: Span;
  readonly square: Span;
  private used = 0;

  /** @param count numbers in all weights, each array rounded up to fours */
  constructor(arena: Arena, count: number) {
    this.weights = arena.reserve(count);
    this.slopes = arena.reserve(count);
    this.mean = arena.reserve(count);
    this.square = arena.reserve(count);
  }

  /** The place of the next array. */
  next(length: number): Weight & { readonly at: number } {
    const at = this.used;
    this.used += Math.ceil(length / 4) * 4;
    return { at, kernel: this.weights.part(at, length), kernelSlope: this.slopes.part(at, length) };
  }

  /** Step number `step`, from 1, of Adam (Kingma & Ba 2015; β 0.9 and 0.999, ε 1e-7 as Keras) down the slopes. */
  descend(kernels: Kernels, step: number, rate: number): void {
    const { weights, slopes, mean, square } = this;
    const end = weights.at(weights.length);
    const [first, second] = decays.map((decay) => 1 - decay ** step) as [number, number];
    kernels.adam(
      weights.address,
      slopes.address,
      mean.address,
      square.address,
      end,
      rate / first,
      1 / Math.sqrt(second),
    );
  }
}
