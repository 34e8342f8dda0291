import { AppError, isAbort, messageOf } from '../base/index.ts';
import type {
  DatasetSplit,
  ModelFiles,
  TrainingOutcome,
  TrainingPlan,
  TrainingSettings,
} from '../contract/index.ts';
import type { DatasetDraft } from './dataset-draft.svelte.ts';
import type { DatasetRules } from './dataset-rules.ts';
import { isUsed, labelsOf } from './dataset-summary.ts';
import type { Notices } from './notices.svelte.ts';
import type { Preferences } from './preferences.svelte.ts';
import type { SettingsStore } from './stores.ts';
import type { TrainingEngine } from './training-engine.svelte.ts';
import type { TrainingHistory } from './training-history.svelte.ts';
import { TrainingRun } from './training-run.svelte.ts';
import { withChanges } from './training-settings.ts';

export interface TrainingParts {
  readonly engine: TrainingEngine;
  readonly dataset: DatasetDraft;
  readonly rules: Pick<DatasetRules, 'split' | 'labels'>;
  readonly history: TrainingHistory;
  /** The settings before anyone turned them, for the model to start from. */
  readonly defaults: () => TrainingSettings;
  readonly preferences: Preferences;
  readonly settings: SettingsStore;
  readonly notices: Notices;
  /** Puts a trained model into the registry. */
  readonly keepModel: (model: ModelFiles, name: string, runId: string) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
}

/** What the Result section shows: a run that has been judged, of this visit or an earlier one. */
export interface ShownResult {
  readonly plan: TrainingPlan;
  readonly outcome: TrainingOutcome;
  readonly modelKey: string | null;
}

const settingsKey = 'training-settings';

/** The Train screen's run: settings, start, pause, resume, stop, and the result. */
export class TrainingSession {
  readonly #parts: TrainingParts;
  #changes = $state.raw<Partial<TrainingSettings>>({});
  #name = $state('');
  #run = $state.raw<TrainingRun | null>(null);
  #opened = $state.raw<ShownResult | null>(null);
  #abort = new AbortController();
  #working: Promise<void> = Promise.resolve();

  readonly #settings = $derived.by(() => withChanges(this.#parts.defaults(), this.#changes));
  readonly #preview = $derived.by(() => this.#previewSplit());

  constructor(parts: TrainingParts) {
    this.#parts = parts;
  }

  get settings(): TrainingSettings {
    return this.#settings;
  }
  /** Of the next run and its model; empty for one by its date. */
  get name(): string {
    return this.#name;
  }
  set name(name: string) {
    this.#name = name;
  }
  get run(): TrainingRun | null {
    return this.#run;
  }
  /** Which clip would stand where; null while there is nothing to divide. */
  get split(): DatasetSplit | null {
    return this.#preview.split;
  }
  get result(): ShownResult | null {
    if (this.#opened) return this.#opened;
    const outcome = this.#run?.outcome;
    return this.#run && outcome ? { plan: this.#run.plan, outcome, modelKey: this.#run.modelKey } : null;
  }
  /** Why no run can be started, one sentence; null when one can. */
  get obstacle(): string | null {
    const { dataset } = this.#parts;
    if (dataset.intake.isRunning) return 'The files are still being examined.';
    if (dataset.clips.length === 0) return 'There are no clips yet.';
    if (labelsOf(dataset.clips).length < 2)
      return 'There is only one class. A second folder gives it something to differ from.';
    const { heads, deep } = this.#settings;
    if (deep && heads[0] === 'lstm')
      return 'LSTM only does not look through the CNN: turn deep fine-tuning off, or tick another network too.';
    return dataset.findings.find(({ severity }) => severity === 'stop')?.message ?? this.#preview.failure;
  }

  async load(): Promise<void> {
    const { settings, history, notices } = this.#parts;
    try {
      this.#changes = ((await settings.get(settingsKey)) ?? {}) as Partial<TrainingSettings>;
    } catch (error) {
      notices.report(error);
    }
    await history.refresh();
  }

  change(change: Partial<TrainingSettings>): void {
    this.#changes = { ...this.#changes, ...change };
    this.#parts.settings.put(settingsKey, this.#changes);
  }

  resetSettings(): void {
    this.#changes = {};
    this.#parts.settings.put(settingsKey, {});
  }

  /** Begins a run with the dataset and the settings as they are. The plan is stored first. */
  async start(): Promise<void> {
    const { split } = this;
    if (this.#run?.isBusy || this.obstacle !== null || !split) return;
    const run = new TrainingRun(this.#plan(split), this.#parts.now);
    this.#show(run);
    run.begin(false);
    await this.#parts.history.put(run.stored());
    await this.#work(run, false);
  }

  /** Leaves off at the last finished epoch. */
  pause(): void {
    this.#abort.abort();
  }

  /** Goes on where the run was left. */
  async resume(): Promise<void> {
    const run = this.#run;
    if (!run || run.isBusy) return;
    run.begin(false);
    await this.#work(run, false);
  }

  /** Ends every fit with the best weights it has and goes on to judging; a fit that has not begun is left out. */
  async stopAndKeepBest(): Promise<void> {
    const run = this.#run;
    if (!run || run.state.kind === 'finished') return;
    this.#abort.abort();
    await this.#working;
    run.begin(true);
    await this.#work(run, true);
  }

  /** Takes up a run of an earlier visit. */
  async resumeStored(id: string): Promise<void> {
    if (this.#run?.isBusy) return;
    const stored = await this.#parts.history.find(id);
    if (!stored) return;
    this.#show(new TrainingRun(stored.plan, this.#parts.now));
    await this.resume();
  }

  /** Shows the result of an earlier run. */
  async open(id: string): Promise<void> {
    const stored = await this.#parts.history.find(id);
    if (stored?.outcome)
      this.#opened = { plan: stored.plan, outcome: stored.outcome, modelKey: stored.modelKey ?? null };
  }

  async forget(id: string): Promise<void> {
    if (this.#run?.plan.runId === id) {
      if (this.#run.isBusy) this.pause();
      await this.#working;
      this.#run = null;
    }
    if (this.#opened?.plan.runId === id) this.#opened = null;
    await this.#parts.history.delete(id);
  }

  #show(run: TrainingRun): void {
    this.#run = run;
    this.#opened = null;
  }

  /** One at a time: a run that is asked for while another call is ending waits for it. */
  async #work(run: TrainingRun, stopFitting: boolean): Promise<void> {
    this.#working = this.#working.then(() => this.#train(run, stopFitting));
    await this.#working;
  }

  async #train(run: TrainingRun, stopFitting: boolean): Promise<void> {
    const { engine, preferences, dataset, history, notices } = this.#parts;
    const { signal } = (this.#abort = new AbortController());
    try {
      const service = await engine.ready(preferences.backend, { signal });
      const files = dataset.sources();
      const request = { plan: run.plan, files, decoder: preferences.decoder, stopFitting };
      for await (const update of service.train(request, { signal })) {
        signal.throwIfAborted();
        run.noteRunning();
        run.progress.hear(update);
        if (update.kind === 'finished') await this.#finish(run, update.outcome, update.model);
      }
    } catch (error) {
      if (isAbort(error)) run.pause();
      else {
        run.fail(messageOf(error));
        notices.report(error, { label: 'Try again', run: () => void this.resume() });
      }
    }
    await history.update(run.stored());
  }

  async #finish(run: TrainingRun, outcome: TrainingOutcome, model: ModelFiles): Promise<void> {
    const { keepModel, notices } = this.#parts;
    const { name, runId } = run.plan;
    const kept = await keepModel(model, name, runId).then(
      () => true,
      (error: unknown) => {
        notices.report(error, { label: 'Try again', run: () => void this.#keepAgain(run, model) });
        return false;
      },
    );
    run.finish(outcome, kept ? model : null);
  }

  async #keepAgain(run: TrainingRun, model: ModelFiles): Promise<void> {
    if (run.outcome === null) return;
    await this.#finish(run, run.outcome, model);
    await this.#parts.history.update(run.stored());
  }

  #plan(split: DatasetSplit): TrainingPlan {
    const { dataset, rules, now, newId } = this.#parts;
    const clips = dataset.clips.filter(isUsed);
    const createdAt = now();
    return {
      runId: newId(),
      name: this.#name.trim() || nameOf(createdAt),
      createdAt,
      labels: rules.labels(clips),
      clips,
      split,
      settings: this.#settings,
    };
  }

  /** No split while there is nothing to divide, as with one class; or why these clips cannot be divided. */
  #previewSplit(): { readonly split: DatasetSplit | null; readonly failure: string | null } {
    const { dataset, rules } = this.#parts;
    if (labelsOf(dataset.clips).length < 2) return { split: null, failure: null };
    try {
      return { split: rules.split(dataset.clips, this.#settings.seed), failure: null };
    } catch (error) {
      if (error instanceof AppError) return { split: null, failure: error.message };
      throw error;
    }
  }
}

function nameOf(createdAt: number): string {
  const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
  return `Model of ${when.format(createdAt)}`;
}
