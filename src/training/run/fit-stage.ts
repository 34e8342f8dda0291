import { AppError } from '../../base/index.ts';
import type { ComputeEngine } from '../../compute/index.ts';
import type {
  CheckpointStore,
  DatasetSplit,
  EpochFigures,
  FitStage,
  HeadKind,
  NamedWeight,
  SplitPart,
  TrainingPlan,
  TrainingUpdate,
} from '../../contract/index.ts';
import {
  windowsPerEpoch,
  type ClipSequence,
  type EndedFit,
  type FitControl,
  type HeadFit,
} from '../fit/index.ts';
import { sequenceOf, type RunClip } from './run-clips.ts';

export interface StageInput {
  readonly stage: FitStage;
  readonly runId: string;
  readonly checkpoints: CheckpointStore;
  readonly engine: Pick<ComputeEngine, 'lost'>;
  readonly epochs: number;
  /** Windows an epoch. */
  readonly windows: number;
  /** End with the best weights so far, or leave out a fit that has not begun. */
  readonly stop: boolean;
  readonly fit: (control: FitControl) => AsyncGenerator<EpochFigures, EndedFit>;
}

/**
 * One fit of a run, told as it goes. It goes on from its checkpoint, if it has one, after telling what was done before.
 * @returns the fit at its end; null when it was left out
 * @throws AppError 'device-lost'; the epoch before is kept
 */
export async function* fitStage(input: StageInput): AsyncGenerator<TrainingUpdate, EndedFit | null> {
  const { stage, runId, checkpoints, epochs, windows } = input;
  const checkpoint = await checkpoints.get(runId, stage.name);
  if (!checkpoint && input.stop) return null;
  yield { kind: 'fit-started', stage, epochs, windows };
  const running = input.fit({
    ...(checkpoint ? { checkpoint } : {}),
    save: async (latest) => {
      // A lost device answers reads with zeros: such an epoch must not become the one to go on from.
      if (input.engine.lost) throw deviceLost();
      await checkpoints.put(runId, stage.name, latest);
    },
    stop: () => input.stop,
  });
  for (;;) {
    const { done, value } = await running.next();
    if (done === true) {
      const { ended, best, epoch } = value;
      yield { kind: 'fit-ended', stage, ended, bestEpoch: best?.epoch ?? epoch };
      return value;
    }
    yield { kind: 'epoch', stage, figures: value };
  }
}

/** What fitHead needs to fit a head of this run on one of its splits, but for how it is kept and stopped. */
export function headFitOf(
  plan: TrainingPlan,
  head: HeadKind,
  clips: readonly RunClip[],
  split: DatasetSplit,
  initial: readonly NamedWeight[],
): Omit<HeadFit, keyof FitControl> {
  const { settings, labels } = plan;
  const { window, hop, augmentation } = settings;
  return {
    kind: head,
    window,
    hop,
    labels: labels.length,
    train: partOf(clips, split, 'train').map((clip) => sequenceOf(clip, head)),
    validation: partOf(clips, split, 'validation').map((clip) => sequenceOf(cleanOf(clip), head)),
    settings: { ...settings, timeJitter: augmentation.timeJitter },
    initial,
  };
}

/** How many windows an epoch takes of these clips. */
export function windowsOfEpoch(
  clips: readonly ClipSequence[],
  rule: { readonly window: number; readonly hop: number },
): number {
  return clips.reduce((sum, clip) => sum + windowsPerEpoch(clip, rule), 0);
}

/** The clips of one part of a split. */
export function partOf(clips: readonly RunClip[], split: DatasetSplit, part: SplitPart): RunClip[] {
  return clips.filter(({ clip }) => split.parts[clip.path] === part);
}

function cleanOf(clip: RunClip): RunClip {
  return { ...clip, variants: clip.variants.slice(0, 1) };
}

function deviceLost(): AppError {
  return new AppError('device-lost', 'The graphics device was lost during training.', {
    remedy:
      'Resume: the run goes on at its last finished epoch. If it happens again, choose WebAssembly in Settings.',
  });
}
