import { AppError, breathe, seededRandom, type Random, type Task } from '../../base/index.ts';
import { tf } from '../../compute/index.ts';
import type { EpochFigures, FitCheckpoint, FitEnd, FitSettings, NamedWeight } from '../../contract/index.ts';
import { freshAdam } from './adam.ts';
import type { ClipScores } from './clip-scores.ts';
import { learningRateAt } from './learning-rate.ts';
import type { Stepper } from './stepper.ts';

/** What is fitted: where it starts, what an epoch draws, what a batch costs, how good it is. */
export interface Course<Draw> {
  readonly initial: readonly NamedWeight[];
  /** Everything of one epoch, in order; the same number in every epoch. */
  draw(random: Random): readonly Draw[];
  /** What takes the steps. */
  readonly stepper: Stepper<Draw>;
  /** null when there is nothing to validate on */
  validate(weights: readonly NamedWeight[], task: Task): Promise<ClipScores | null>;
}

/** How a fit is kept, resumed and stopped. */
export interface FitControl {
  /** From where to go on. */
  readonly checkpoint?: FitCheckpoint | undefined;
  /**
   * Called at the end of each epoch, and once more when the fit ends early by hand. Whoever gives it may refuse by
   * throwing, as when the device was lost and its numbers are not to be trusted.
   */
  readonly save: (checkpoint: FitCheckpoint) => Promise<void>;
  /** True once the user wants the best weights so far; asked between batches. */
  readonly stop?: (() => boolean) | undefined;
}

export type EndedFit = FitCheckpoint & { readonly ended: FitEnd };

type CourseSettings = Pick<
  FitSettings,
  'epochs' | 'batchSize' | 'learningRate' | 'schedule' | 'patience' | 'seed'
>;

/**
 * Minimises the loss of a course epoch by epoch. All chance comes from (seed, epoch) and all state is in the
 * checkpoint, so that a fit resumed from any of its checkpoints ends with the same bits as one that never stopped.
 * Tells the history of the checkpoint first.
 * @throws AppError 'input-invalid' when the loss is no longer a number
 */
export async function* runCourse<Draw>(
  course: Course<Draw>,
  settings: CourseSettings,
  control: FitControl,
  task: Task,
): AsyncGenerator<EpochFigures, EndedFit> {
  let state = control.checkpoint ?? startOf(course.initial);
  yield* state.history;
  while (!hasEnded(state)) {
    const next = await runEpoch(course, settings, state, control, task);
    state = next ?? { ...state, ended: 'by-hand' };
    await control.save(state);
    const figures = state.history.at(-1);
    if (next && figures) yield figures;
  }
  return state;
}

/** The weights that a fit leaves: of its best epoch, or the last ones where nothing could be validated. */
export function fittedWeights({ best, weights }: FitCheckpoint): readonly NamedWeight[] {
  return best?.weights ?? weights;
}

function startOf(initial: readonly NamedWeight[]): FitCheckpoint {
  return { epoch: 0, weights: initial, ...freshAdam(initial), best: null, waited: 0, history: [] };
}

function hasEnded(state: FitCheckpoint): state is EndedFit {
  return state.ended !== undefined;
}

/** @returns undefined when it was stopped by hand midway: the part-epoch is forgotten */
async function runEpoch<Draw>(
  course: Course<Draw>,
  settings: CourseSettings,
  before: FitCheckpoint,
  { stop }: FitControl,
  task: Task,
): Promise<FitCheckpoint | undefined> {
  const startedAt = performance.now();
  const epoch = before.epoch + 1;
  const random = epochRandom(settings.seed, epoch);
  const { stepper } = course;
  stepper.load(before);
  const draws = course.draw(random);
  const batches = inBatches(draws, settings.batchSize);
  const rateAt = (steps: number) => learningRateAt(settings, steps / (settings.epochs * batches.length));
  let lossSum = 0;
  for (const [n, batch] of batches.entries()) {
    await breathe(task.signal);
    if (stop?.() === true) return undefined;
    const loss = await stepper.step(batch, random, rateAt(before.steps + n), task);
    if (!Number.isFinite(loss)) throw diverged(epoch);
    lossSum += loss * batch.length;
    const done = (epoch - 1) * batches.length + n + 1;
    task.onProgress?.({ stage: 'fit', done, total: settings.epochs * batches.length, unit: 'steps' });
  }
  const reached = stepper.state();
  const { weights } = reached;
  const scores = await course.validate(weights, task);
  const isBest = scores === null || scores.loss < (before.best?.loss ?? Infinity);
  const seconds = (performance.now() - startedAt) / 1000;
  const { numTensors, numBytes } = tf.memory();
  const figures: EpochFigures = {
    epoch,
    trainLoss: lossSum / draws.length,
    validationLoss: scores?.loss ?? null,
    validationAccuracy: scores?.accuracy ?? null,
    validationMacroF1: scores?.macroF1 ?? null,
    learningRate: rateAt(before.steps),
    seconds,
    windowsPerSecond: draws.length / seconds,
    tensors: numTensors,
    tensorBytes: numBytes,
    isBest,
  };
  const waited = isBest ? 0 : before.waited + 1;
  const ended = endOf(epoch, waited, settings);
  return {
    epoch,
    ...reached,
    best: scores && isBest ? { epoch, loss: scores.loss, weights: weights.map(copyOf) } : before.best,
    waited,
    history: [...before.history, figures],
    ...(ended === undefined ? {} : { ended }),
  };
}

function endOf(epoch: number, waited: number, { epochs, patience }: CourseSettings): FitEnd | undefined {
  if (waited >= patience && waited > 0) return 'early';
  return epoch >= epochs ? 'epochs' : undefined;
}

function copyOf({ name, shape, values }: NamedWeight): NamedWeight {
  return { name, shape, values: values.slice() };
}

function inBatches<Draw>(draws: readonly Draw[], size: number): Draw[][] {
  const count = Math.ceil(draws.length / size);
  return Array.from({ length: count }, (_, n) => draws.slice(n * size, (n + 1) * size));
}

/** The generator of one epoch: near seeds and epochs give unlike streams. */
function epochRandom(seed: number, epoch: number): Random {
  const mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(epoch, 0xc2b2ae35);
  return seededRandom(mixed >>> 0);
}

function diverged(epoch: number): AppError {
  return new AppError(
    'input-invalid',
    `The fit ran away: its loss is no longer a number in epoch ${epoch}.`,
    {
      remedy: 'Lower the learning rate and train again.',
      details: { epoch },
    },
  );
}
