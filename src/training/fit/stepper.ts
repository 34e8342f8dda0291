import type { Random, Task } from '../../base/index.ts';
import type { NamedWeight } from '../../contract/index.ts';
import type { AdamState } from './adam.ts';

/** Weights and where Adam stands with them: all that steps go on from. */
export interface FitState extends AdamState {
  readonly weights: readonly NamedWeight[];
}

/** Takes the steps of a fit. Holds the weights between {@link Stepper.load} and {@link Stepper.state}. */
export interface Stepper<Draw> {
  /** Goes to where a fit stands; keeps nothing of what it is given. */
  load(state: FitState): void;
  /**
   * One step of Adam down the mean loss of a batch.
   * @param random for dropout
   * @returns the loss before the step; one that is not finite leaves the state void
   */
  step(batch: readonly Draw[], random: Random, rate: number, task: Task): Promise<number>;
  /** A copy of where the fit stands. */
  state(): FitState;
}
