import { AppError, type Task } from '../base/index.ts';
import type {
  BackendChoice,
  ClassificationReport,
  DecoderChoice,
  ExaminedFile,
  HeadResult,
  ModelSource,
  SplitPart,
  TrainingOutcome,
  TrainingPlan,
  TrainingSettings,
  TrainingUpdate,
} from '../contract/index.ts';
import { packModel } from '../model/pure.ts';
import {
  assembleDataset,
  findFindings,
  datasetLabels,
  defaultDeep,
  defaultTrainingSettings,
  splitDataset,
  type ListRow,
} from '../training/pure.ts';
import { connectTraining } from '../workers/index.ts';

/** What `train` asks for. Files are those of the `#clips` input, in order. */
export interface HeadlessTraining {
  /** Path of each file below the folder that was named. */
  readonly paths: readonly string[];
  /** What a list says of them; null when the folders say it. */
  readonly rows: readonly ListRow[] | null;
  readonly settings: Partial<TrainingSettings>;
  readonly deep: boolean;
  readonly backend: BackendChoice;
  readonly decoder: DecoderChoice;
}

/** The line that `train` prints, and the model it writes. */
export interface TrainingLine {
  readonly split: Readonly<Record<SplitPart, number>>;
  readonly runs: readonly {
    readonly head: string;
    readonly epochs: number;
    readonly best: number;
    readonly test: ClassificationReport | null;
  }[];
  readonly comparisons: TrainingOutcome['comparisons'];
  readonly before: TrainingOutcome['before'];
  readonly folds: TrainingOutcome['folds'];
  readonly shuffled: TrainingOutcome['shuffled'];
  readonly alarms: readonly string[];
  readonly notes: readonly string[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
  readonly seconds: { readonly examine: number; readonly train: number };
}

export interface TrainedModel {
  readonly line: TrainingLine;
  /** The model as one file, base64. */
  readonly archive: string;
}

/** Examines, splits, trains and judges as the Train screen does with everything at its default. */
export async function runTraining(
  files: readonly File[],
  request: HeadlessTraining,
  source: ModelSource,
  task: Task,
  tell: (update: TrainingUpdate) => void,
): Promise<TrainedModel> {
  const service = connectTraining();
  try {
    const startedAt = performance.now();
    await service.start(request.backend, task);
    const { manifest } = await service.loadModel(source, task);
    const sources = files.map((file, n) => ({ path: request.paths[n] ?? file.name, file }));
    const examined: ExaminedFile[] = [];
    for await (const found of service.examine(sources, request.decoder, task)) examined.push(found);
    const examine = (performance.now() - startedAt) / 1000;

    const { clips, unreadable } = assembleDataset(examined, {
      knownLabels: manifest.labels,
      ...(request.rows ? { list: request.rows } : {}),
    });
    const settings: TrainingSettings = {
      ...defaultTrainingSettings(manifest),
      ...request.settings,
      ...(request.deep ? { deep: defaultDeep } : {}),
    };
    const findings = findFindings(clips, manifest.labels);
    const stop = findings.find(({ severity }) => severity === 'stop');
    if (stop) throw new AppError('input-invalid', stop.message);
    const split = splitDataset(clips, { seed: settings.seed, by: 'group' });
    const plan: TrainingPlan = {
      runId: 'command-line',
      name: 'Trained from the command line',
      createdAt: Date.now(),
      labels: datasetLabels(clips, manifest.labels),
      clips,
      split,
      settings,
    };
    let finished: Extract<TrainingUpdate, { kind: 'finished' }> | undefined;
    for await (const update of service.train({ plan, files: sources, decoder: request.decoder }, task)) {
      tell(update);
      if (update.kind === 'finished') finished = update;
    }
    if (!finished) throw new Error('The training did not finish.');
    const { outcome, model } = finished;
    const line: TrainingLine = {
      split: partCounts(split.parts),
      runs: outcome.results.map(runLine),
      comparisons: outcome.comparisons,
      before: outcome.before,
      folds: outcome.folds,
      shuffled: outcome.shuffled,
      alarms: outcome.alarms,
      notes: [...split.notes, ...findings.map(({ message }) => message)],
      unreadable: [...unreadable, ...outcome.unreadable],
      seconds: { examine, train: (performance.now() - startedAt) / 1000 - examine },
    };
    return { line, archive: base64(packModel(model)) };
  } finally {
    service[Symbol.dispose]();
  }
}

function runLine({ head, epochs, bestEpoch, test }: HeadResult): TrainingLine['runs'][number] {
  return { head, epochs, best: bestEpoch, test };
}

function partCounts(parts: TrainingPlan['split']['parts']): Record<SplitPart, number> {
  const counts = { train: 0, validation: 0, test: 0 };
  for (const part of Object.values(parts)) counts[part]++;
  return counts;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}
