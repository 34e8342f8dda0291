import type { ModelFiles, TrainingOutcome, TrainingPlan } from '../contract/index.ts';
import type { StoredRun } from '../storage/index.ts';
import { TrainingProgress } from './training-progress.svelte.ts';

export type RunState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  /** The fits are to end with their best weights; what remains is judging. */
  | { readonly kind: 'ending' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'finished' };

/** A run of this visit: its plan, how far it is, and what came of it. */
export class TrainingRun {
  readonly plan: TrainingPlan;
  readonly #now: () => number;
  #state = $state.raw<RunState>({ kind: 'paused' });
  #progress: TrainingProgress;
  #outcome = $state.raw<TrainingOutcome | null>(null);
  #modelKey = $state.raw<string | null>(null);

  constructor(plan: TrainingPlan, now: () => number) {
    this.plan = plan;
    this.#now = now;
    this.#progress = $state.raw(new TrainingProgress(plan.settings, now));
  }

  get state(): RunState {
    return this.#state;
  }
  get isBusy(): boolean {
    return ['starting', 'running', 'ending'].includes(this.#state.kind);
  }
  get progress(): TrainingProgress {
    return this.#progress;
  }
  get outcome(): TrainingOutcome | null {
    return this.#outcome;
  }
  /** Of the model that it gave, in the registry. */
  get modelKey(): string | null {
    return this.#modelKey;
  }

  /** A start tells again what was done before, so what was heard until now is forgotten. */
  begin(isEnding: boolean): void {
    this.#progress = new TrainingProgress(this.plan.settings, this.#now);
    this.#state = { kind: isEnding ? 'ending' : 'starting' };
  }
  noteRunning(): void {
    if (this.#state.kind === 'starting') this.#state = { kind: 'running' };
  }
  pause(): void {
    this.#state = { kind: 'paused' };
  }
  fail(message: string): void {
    this.#state = { kind: 'failed', message };
  }
  finish(outcome: TrainingOutcome, model: ModelFiles | null): void {
    this.#outcome = outcome;
    this.#modelKey = model?.identity.sha256 ?? null;
    this.#state = { kind: 'finished' };
  }

  /** As it is kept. */
  stored(note = ''): StoredRun {
    const status = this.isBusy ? 'running' : (this.#state.kind as 'paused' | 'failed' | 'finished');
    return {
      id: this.plan.runId,
      plan: this.plan,
      status,
      outcome: this.#outcome,
      note,
      ...(this.#state.kind === 'failed' ? { failure: this.#state.message } : {}),
      ...(this.#modelKey === null ? {} : { modelKey: this.#modelKey }),
    };
  }
}
