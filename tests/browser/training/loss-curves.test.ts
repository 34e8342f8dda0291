import { afterEach, describe, expect, test } from 'vitest';
import { detachedTask } from '../../../src/base/index.ts';
import { ComputeEngine, tf } from '../../../src/compute/index.ts';
import type { BackendName, EpochFigures, HeadKind } from '../../../src/contract/index.ts';
import { SplitBackbone } from '../../../src/model/index.ts';
import { fitDeep, fitHead, type EndedFit } from '../../../src/training/fit/index.ts';
import { toyBackbone, toyDeep, toyMaps } from '../../unit/training/fit/toy-backbone.ts';
import { finish, toyClips, toyFit, toySettings } from '../../unit/training/fit/toy-fit.ts';

/*
 * Twenty optimizer steps of each fit, one an epoch, against the cpu backend: plain JavaScript and automatic
 * differentiation throughout. The WebGPU adapter here is software.
 */

const settings = { ...toySettings, epochs: 20, batchSize: 100, timeJitter: true };

type Fit = () => AsyncGenerator<EpochFigures, EndedFit>;

function headFit(kind: HeadKind): Fit {
  const data = { train: toyClips(9, 1), validation: toyClips(3, 2) };
  return () => fitHead(toyFit(kind, { settings, ...data }), detachedTask());
}

async function deepFit(): Promise<Fit> {
  await ComputeEngine.start('cpu', detachedTask());
  using split = await SplitBackbone.create(await toyBackbone());
  const { tail } = split;
  const data = { train: toyMaps(6, 1, tail.mapShape), validation: toyMaps(3, 2, tail.mapShape) };
  return () => fitDeep(toyDeep(tail, { settings, ...data }), detachedTask());
}

async function curveOn(backend: BackendName, fit: Fit): Promise<number[]> {
  await ComputeEngine.start(backend, detachedTask());
  const before = tf.memory().numTensors;
  const { told, ended } = await finish(fit());
  expect(ended.steps).toBe(20);
  expect(tf.memory().numTensors).toBe(before);
  return told.map(({ trainLoss }) => trainLoss);
}

function expectSame(actual: readonly number[], expected: readonly number[]): void {
  // float32 rounding of losses near 1, through twenty steps.
  expected.forEach((loss, n) => expect(Math.abs((actual[n] ?? NaN) - loss)).toBeLessThan(1e-5));
  expect(expected).toHaveLength(20);
  expect(Math.min(...expected)).toBeLessThan((expected[0] ?? 0) * 0.95);
}

afterEach(() => {
  tf.disposeVariables();
});

describe.each(['wasm', 'webgpu'] as const)(
  'on %s the losses of 20 steps are the cpu backend’s',
  (backend) => {
    test.each(['hybrid', 'cnn', 'lstm'] as const)(
      'the %s head',
      async (kind) => {
        const fit = headFit(kind);
        expectSame(await curveOn(backend, fit), await curveOn('cpu', fit));
      },
      240_000,
    );

    test('a backbone’s tail with its head', async () => {
      const fit = await deepFit();
      expectSame(await curveOn(backend, fit), await curveOn('cpu', fit));
    }, 240_000);
  },
);
