import type { Task } from '../../base/index.ts';
import type {
  CheckpointStore,
  DatasetSplit,
  FitCheckpoint,
  FitStage,
  HeadKind,
  NamedWeight,
  SplitPart,
  TrainingSettings,
  TrainingUpdate,
} from '../../contract/index.ts';
import { fitHead, windowsPerEpoch, type EndedFit, type HeadFit } from '../fit/index.ts';
import { sequenceOf, type RunClip } from './run-clips.ts';

export interface StageInput {
  readonly stage: FitStage;
  readonly runId: string;
  readonly labels: number;
  readonly clips: readonly RunClip[];
  readonly split: DatasetSplit;
  readonly settings: TrainingSettings;
  readonly initial: readonly NamedWeight[];
  readonly checkpoints: CheckpointStore;
  /** End with the best weights so far, or leave out a fit that has not begun. */
  readonly stop: boolean;
}

/**
 * One fit of a run, told as it goes. It goes on from its checkpoint, if it has one, after telling what was done before.
 * @returns the fit at its end; null when it was left out
 */
export async function* fitStage(
  input: StageInput,
  task: Task,
): AsyncGenerator<TrainingUpdate, EndedFit | null> {
  const { stage, runId, checkpoints, settings } = input;
  const checkpoint = await checkpoints.get(runId, stage.name);
  if (!checkpoint && input.stop) return null;
  const fit = headFit(input, checkpoint);
  const windows = fit.train.reduce((sum, clip) => sum + windowsPerEpoch(clip, fit), 0);
  yield { kind: 'fit-started', stage, epochs: settings.epochs, windows };
  const epochs = fitHead(fit, task);
  for (;;) {
    const { done, value } = await epochs.next();
    if (done === true) {
      const { ended, best, epoch } = value;
      yield { kind: 'fit-ended', stage, ended, bestEpoch: best?.epoch ?? epoch };
      return value;
    }
    yield { kind: 'epoch', stage, figures: value };
  }
}

function headFit(input: StageInput, checkpoint: FitCheckpoint | undefined): HeadFit {
  const { stage, runId, checkpoints, settings, labels, initial } = input;
  const { window, hop, augmentation } = settings;
  return {
    kind: stage.head,
    window,
    hop,
    labels,
    train: partOf(input, 'train', stage.head),
    validation: partOf(input, 'validation', stage.head),
    settings: { ...settings, timeJitter: augmentation.timeJitter },
    initial,
    ...(checkpoint ? { checkpoint } : {}),
    save: (latest) => checkpoints.put(runId, stage.name, latest),
    stop: () => input.stop,
  };
}

function partOf({ clips, split }: StageInput, part: SplitPart, head: HeadKind) {
  return clips
    .filter(({ clip }) => split.parts[clip.path] === part)
    .map((clip) =>
      sequenceOf(part === 'train' ? clip : { ...clip, variants: clip.variants.slice(0, 1) }, head),
    );
}
