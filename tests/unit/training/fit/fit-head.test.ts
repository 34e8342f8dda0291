import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { detachedTask } from '../../../../src/base/index.ts';
import { tf } from '../../../../src/compute/index.ts';
import type { FitCheckpoint, HeadKind } from '../../../../src/contract/index.ts';
import { fitHead, fittedWeights, predictClips } from '../../../../src/training/fit/index.ts';
import { abortAfter, bitsOf, finish, toyClips, toyDepth, toyFit, toyRule, toySettings } from './toy-fit.ts';

const kinds: readonly HeadKind[] = ['hybrid', 'cnn', 'lstm'];

// Plain JavaScript arithmetic, perhaps on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  await tf.setBackend('cpu');
});

afterEach(() => {
  expect(tf.memory().numTensors).toBe(0);
});

describe('a fit', () => {
  test.each(kinds)('of the %s head learns what its clips show', async (kind) => {
    const settings = { ...toySettings, epochs: 25, learningRate: 0.03 };
    const { told, ended } = await finish(fitHead(toyFit(kind, { settings }), detachedTask()));
    expect(told.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
    expect(told.at(-1)?.trainLoss).toBeLessThan((told[0]?.trainLoss ?? 0) * 0.6);
    // Unseen clips of the same three classes; chance is 1/3.
    expect(told.at(-1)?.validationAccuracy).toBeGreaterThan(0.85);
    expect(ended.ended).toBe('epochs');
    const best = Math.min(...told.map(({ validationLoss }) => validationLoss as number));
    expect(ended.best?.loss).toBe(best);
    expect(told.find(({ validationLoss }) => validationLoss === best)?.epoch).toBe(ended.best?.epoch);
    expect(fittedWeights(ended)).toBe(ended.best?.weights);
  });

  test('stops when the validation loss has not fallen for as many epochs as its patience', async () => {
    const settings = {
      ...toySettings,
      epochs: 60,
      patience: 3,
      learningRate: 0.3,
      schedule: 'constant' as const,
    };
    const { told, ended } = await finish(fitHead(toyFit('cnn', { settings }), detachedTask()));
    expect(ended.ended).toBe('early');
    expect(told.slice(-3).map(({ isBest }) => isBest)).toEqual([false, false, false]);
    expect(told.at(-4)?.isBest).toBe(true);
    expect(ended.best?.epoch).toBe(told.length - 3);
  });

  test('without validation runs all epochs and keeps the last weights', async () => {
    const { told, ended } = await finish(fitHead(toyFit('cnn', { validation: [] }), detachedTask()));
    expect(told.map(({ validationLoss }) => validationLoss)).toEqual([null, null, null, null, null]);
    expect(ended.best).toBeNull();
    expect(fittedWeights(ended)).toBe(ended.weights);
  });

  test('says when the loss is no longer a number', async () => {
    const settings = { ...toySettings, learningRate: 1e38, epochs: 9, dropout: 0 };
    await expect(finish(fitHead(toyFit('lstm', { settings }), detachedTask()))).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringContaining('no longer a number'),
    });
  });

  test('keeps the tensor count flat over 50 epochs', async () => {
    const settings = { ...toySettings, epochs: 50 };
    const fit = toyFit('hybrid', { settings, train: toyClips(6, 1), validation: toyClips(3, 2) });
    const { told } = await finish(fitHead(fit, detachedTask()));
    expect(new Set(told.map(({ tensors }) => tensors))).toEqual(new Set([0]));
    expect(told).toHaveLength(50);
  });
});

describe('resuming', () => {
  // 18 clips with 2 to 10 rows give 42 windows, so an epoch has 6 batches of up to 8 and the fit 30 steps.
  const steps = [1, 4, 6, 7, 11, 14, 18, 20, 25, 29];

  test.each(kinds)('the %s head: killed at 10 points, it ends with the same bits', async (kind) => {
    const whole = await finish(fitHead(toyFit(kind), detachedTask()));
    expect(whole.ended.steps).toBe(30);
    for (const step of steps) {
      let kept: FitCheckpoint | undefined;
      const save = (checkpoint: FitCheckpoint) => {
        kept = checkpoint;
        return Promise.resolve();
      };
      const killed = finish(fitHead(toyFit(kind, { save }), abortAfter(step)));
      await expect(killed).rejects.toMatchObject({ name: 'AbortError' });
      expect(kept?.epoch ?? 0).toBe(Math.floor((step - 1) / 6));
      const resumed = await finish(fitHead(toyFit(kind, { save, checkpoint: kept }), detachedTask()));
      expect(bitsOf(resumed.ended)).toEqual(bitsOf(whole.ended));
      expect(resumed.told.map(({ trainLoss }) => trainLoss)).toEqual(
        whole.told.map(({ trainLoss }) => trainLoss),
      );
    }
  });

  test('an ended fit only tells its history', async () => {
    const first = await finish(fitHead(toyFit('cnn'), detachedTask()));
    const again = await finish(fitHead(toyFit('cnn', { checkpoint: first.ended }), detachedTask()));
    expect(again.told).toEqual(first.told);
    expect(again.ended).toBe(first.ended);
  });

  test('stopped by hand it forgets the part-epoch and says so', async () => {
    let epochs = 0;
    let last: FitCheckpoint | undefined;
    const save = (checkpoint: FitCheckpoint) => {
      epochs++;
      last = checkpoint;
      return Promise.resolve();
    };
    let batches = 0;
    const stop = () => epochs === 2 && ++batches > 2;
    const { told, ended } = await finish(fitHead(toyFit('hybrid', { save, stop }), detachedTask()));
    expect(told).toHaveLength(2);
    expect(ended).toMatchObject({ ended: 'by-hand', epoch: 2 });
    expect(last).toBe(ended);
    const whole = await finish(
      fitHead(toyFit('hybrid', { settings: { ...toySettings, epochs: 5 } }), detachedTask()),
    );
    expect(whole.told.slice(0, 2).map(({ trainLoss }) => trainLoss)).toEqual(
      told.map(({ trainLoss }) => trainLoss),
    );
  });

  test('another seed gives another fit', async () => {
    const settings = { ...toySettings, epochs: 1 };
    const one = await finish(fitHead(toyFit('cnn', { settings }), detachedTask()));
    const two = await finish(fitHead(toyFit('cnn', { settings: { ...settings, seed: 8 } }), detachedTask()));
    expect(bitsOf(two.ended).weights).not.toEqual(bitsOf(one.ended).weights);
  });
});

test('clips are judged by the windows of the application', async () => {
  const { initial } = toyFit('hybrid');
  const clips = toyClips(8, 5);
  const together = await predictClips('hybrid', initial, clips, toyRule, detachedTask());
  // rows 2…9 at window 4, hop 2: one window up to 4 rows, and one more flush with the end where rows are left over.
  expect(together.map(({ length }) => length / 3)).toEqual([1, 1, 1, 2, 2, 3, 3, 4]);
  for (const [n, clip] of clips.entries()) {
    const [alone] = await predictClips('hybrid', initial, [clip], toyRule, detachedTask());
    alone?.forEach((value, i) => expect(together[n]?.[i]).toBeCloseTo(value, 6));
  }
  expect(clips[0]?.variants[0]?.featureLength).toBe(toyDepth);
  expect(await predictClips('hybrid', initial, [], toyRule, detachedTask())).toEqual([]);
});
