import type { HeadKind, Interval, TrainingOutcome, TrainingPlan } from '../contract/index.ts';

/** 'running' in the storage of a fresh page means that the page went away in the middle. */
export type RunStatus = 'running' | 'paused' | 'finished' | 'failed';

/** A training run: what it is made of, how far it is, what came of it. */
export interface StoredRun {
  /** The runId of the plan. */
  readonly id: string;
  readonly plan: TrainingPlan;
  /** The dataset it was made from; that may have changed or gone since. */
  readonly datasetId?: string;
  readonly status: RunStatus;
  /** Why it failed, one sentence. */
  readonly failure?: string;
  readonly outcome: TrainingOutcome | null;
  readonly note: string;
  /** Of the model that it gave, in `models`. */
  readonly modelKey?: string;
}

/** One line of the history. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly status: RunStatus;
  readonly failure?: string;
  readonly note: string;
  readonly datasetId?: string;
  readonly modelKey?: string;
  readonly labels: readonly string[];
  readonly clips: number;
  readonly heads: readonly HeadKind[];
  readonly seed: number;
  /** Test figures of the first head; null while there are none. */
  readonly test: {
    readonly clips: number;
    readonly accuracy: number;
    readonly macroF1: number;
    readonly macroF1Interval95: Interval | null;
  } | null;
}

export function summariseRun(run: StoredRun): RunSummary {
  const { id, plan, status, failure, note, datasetId, modelKey } = run;
  return {
    id,
    name: plan.name,
    createdAt: plan.createdAt,
    status,
    note,
    labels: plan.labels,
    clips: plan.clips.filter(({ excluded }) => !excluded).length,
    heads: plan.settings.heads,
    seed: plan.settings.seed,
    test: testFigures(run),
    ...(failure === undefined ? {} : { failure }),
    ...(datasetId === undefined ? {} : { datasetId }),
    ...(modelKey === undefined ? {} : { modelKey }),
  };
}

function testFigures({ outcome }: StoredRun): RunSummary['test'] {
  const report = outcome?.results[0]?.test;
  if (!report) return null;
  const { clips, accuracy, macroF1, intervals95 } = report;
  return { clips, accuracy, macroF1, macroF1Interval95: intervals95.macroF1 };
}
