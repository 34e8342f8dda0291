import { expect, test } from 'vitest';
import type { FitCheckpoint, TrainingUpdate } from '../../../src/contract/index.ts';
import { fitStage } from '../../../src/training/run/fit-stage.ts';

const checkpoint = (epoch: number): FitCheckpoint => ({
  epoch,
  weights: [],
  firstMoments: [],
  secondMoments: [],
  steps: epoch,
  best: null,
  waited: 0,
  history: [],
});

function stageWith(lost: boolean, kept: FitCheckpoint[], stop = false) {
  return fitStage({
    stage: { name: 'hybrid', head: 'hybrid', kind: 'head' },
    runId: 'run',
    checkpoints: {
      get: async () => kept.at(-1),
      put: async (_run, _stage, latest) => void kept.push(latest),
      delete: async () => undefined,
    },
    engine: { lost },
    epochs: 1,
    windows: 1,
    stop,
    fit: async function* ({ save }) {
      await save(checkpoint(1));
      yield* [];
      return { ...checkpoint(1), ended: 'epochs' as const };
    },
  });
}

async function all(stage: ReturnType<typeof stageWith>): Promise<TrainingUpdate[]> {
  const updates: TrainingUpdate[] = [];
  for await (const update of stage) updates.push(update);
  return updates;
}

test('an epoch is kept, and the end is told', async () => {
  const kept: FitCheckpoint[] = [];
  const updates = await all(stageWith(false, kept));
  expect(updates.map(({ kind }) => kind)).toEqual(['fit-started', 'fit-ended']);
  expect(kept).toHaveLength(1);
});

test('an epoch on a device that was lost is not kept', async () => {
  const kept: FitCheckpoint[] = [];
  await expect(all(stageWith(true, kept))).rejects.toMatchObject({ code: 'device-lost' });
  expect(kept).toHaveLength(0);
});

test('told to stop, a fit that has not begun is left out; one that has is ended', async () => {
  expect(await all(stageWith(false, [], true))).toEqual([]);
  expect(await all(stageWith(false, [checkpoint(3)], true))).toHaveLength(2);
});
