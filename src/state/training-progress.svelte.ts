import type { EpochFigures, FitEnd, FitStage, TrainingSettings, TrainingUpdate } from '../contract/index.ts';

/** One fit of a run, as far as it is. */
export interface StageProgress {
  readonly stage: FitStage;
  /** At most. */
  readonly epochs: number;
  /** Windows an epoch. */
  readonly windows: number;
  readonly history: readonly EpochFigures[];
  /** null while it runs. */
  readonly ended: { readonly how: FitEnd; readonly bestEpoch: number } | null;
}

export interface FeatureProgress {
  readonly done: number;
  readonly total: number;
  /** Of `done`, those that were there from before. */
  readonly cached: number;
}

/** How far a run is, from its updates. Times are milliseconds. */
export class TrainingProgress {
  readonly #settings: TrainingSettings;
  readonly #now: () => number;
  readonly #startedAt: number;
  #features = $state.raw<FeatureProgress | null>(null);
  #stages = $state.raw<readonly StageProgress[]>([]);
  #unreadable = $state.raw<readonly { readonly path: string; readonly reason: string }[]>([]);
  #heardAt = $state(0);

  constructor(settings: TrainingSettings, now: () => number) {
    this.#settings = settings;
    this.#now = now;
    this.#startedAt = now();
  }

  get features(): FeatureProgress | null {
    return this.#features;
  }
  get stages(): readonly StageProgress[] {
    return this.#stages;
  }
  get unreadable(): readonly { readonly path: string; readonly reason: string }[] {
    return this.#unreadable;
  }
  /** The fit that runs; null before the first and after the last. */
  get current(): StageProgress | null {
    return this.#stages.find(({ ended }) => ended === null) ?? null;
  }
  /** Of the last epoch of all. */
  get lastEpoch(): EpochFigures | null {
    return (this.current ?? this.#stages.at(-1))?.history.at(-1) ?? null;
  }
  /** Fits that the settings ask for. */
  get stageCount(): number {
    const { heads, deep, folds, shuffledComparison } = this.#settings;
    const asked = heads.length + (deep ? 1 : 0) + folds + (shuffledComparison ? 1 : 0);
    return Math.max(asked, this.#stages.length);
  }

  hear(update: TrainingUpdate): void {
    this.#heardAt = this.#now();
    switch (update.kind) {
      case 'features':
        this.#features = { done: update.done, total: update.total, cached: update.cached };
        break;
      case 'unreadable':
        this.#unreadable = [...this.#unreadable, { path: update.path, reason: update.reason }];
        break;
      case 'fit-started':
        this.#stages = [
          ...this.#stages.filter(({ stage }) => stage.name !== update.stage.name),
          {
            stage: update.stage,
            epochs: update.epochs,
            windows: update.windows,
            history: [],
            ended: null,
          },
        ];
        break;
      case 'epoch':
        this.#change(update.stage, (stage) => ({
          ...stage,
          history: [...stage.history.filter(({ epoch }) => epoch < update.figures.epoch), update.figures],
        }));
        break;
      case 'fit-ended':
        this.#change(update.stage, (stage) => ({
          ...stage,
          ended: { how: update.ended, bestEpoch: update.bestEpoch },
        }));
        break;
      case 'finished':
    }
  }

  /**
   * Seconds until the run ends if no fit stops early: an upper guess, without fine-tuning that has not begun. null
   * while nothing is known to go by.
   */
  get remaining(): number | null {
    return this.#stages.length === 0 ? this.#featuresRemaining() : this.#fitsRemaining();
  }

  #featuresRemaining(): number | null {
    if (!this.#features) return null;
    const { done, total, cached } = this.#features;
    const computed = done - cached;
    if (computed < 1) return null;
    return ((this.#heardAt - this.#startedAt) / 1000 / computed) * (total - done);
  }

  #fitsRemaining(): number | null {
    const begun = this.#stages.map((stage) => ({ stage, pace: secondsPerEpoch(stage) }));
    const known = begun.flatMap(({ pace }) => (pace === null ? [] : [pace]));
    if (known.length === 0) return null;
    const usual = known.reduce((sum, pace) => sum + pace, 0) / known.length;
    const inBegun = begun
      .filter(({ stage }) => stage.ended === null)
      .reduce((sum, { stage, pace }) => sum + (stage.epochs - stage.history.length) * (pace ?? usual), 0);
    const plain = this.#stages.filter(({ stage }) => stage.kind !== 'deep').length;
    const toCome = Math.max(0, this.stageCount - (this.#settings.deep ? 1 : 0) - plain);
    return inBegun + toCome * this.#settings.epochs * usual;
  }

  #change(wanted: FitStage, change: (stage: StageProgress) => StageProgress): void {
    this.#stages = this.#stages.map((stage) => (stage.stage.name === wanted.name ? change(stage) : stage));
  }
}

function secondsPerEpoch({ history }: StageProgress): number | null {
  const recent = history.slice(-5);
  if (recent.length === 0) return null;
  return recent.reduce((sum, { seconds }) => sum + seconds, 0) / recent.length;
}
