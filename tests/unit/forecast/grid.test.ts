import { expect, test } from 'vitest';
import { gridPoints, type CountSeries, type GridRun } from '../../../src/contract/index.ts';
import { ForecastGrid } from '../../../src/state/forecast-grid.svelte.ts';
import type { GridMemory } from '../../../src/state/forecast-grid-memory.ts';
import { Notices } from '../../../src/state/notices.svelte.ts';

const series: CountSeries = {
  cadence: 'day',
  days: Int32Array.of(1, 2, 3),
  values: Float64Array.of(5, 6, 7),
  imputed: new Uint8Array(3),
};
const request = { models: [], windows: [60], protocol: 'honest', horizon: 7, seed: 1 } as const;

function memory(): GridMemory {
  const kept = new Map<string, readonly GridRun[]>();
  return {
    load: async (key) => kept.get(key) ?? [],
    save: async (key, runs) => void kept.set(key, runs),
  };
}

/** A grid whose trainers take a turn of the event loop a run; `trained` lists every point that was given out. */
function gridOn(kept: GridMemory, workers: number, stopAfter = Infinity) {
  const trained: string[] = [];
  const grid: ForecastGrid = new ForecastGrid({
    memory: kept,
    notices: new Notices(),
    workers,
    connect: () => ({
      async *gridSearch(_series, _request, _kind, points, task) {
        for (const point of points) {
          await new Promise((resolve) => setTimeout(resolve));
          task.signal.throwIfAborted();
          trained.push(JSON.stringify(point));
          yield { ...point, rmse: 0.1, curve: [0.01], seconds: 1 };
          if (trained.length >= stopAfter) grid.stop();
        }
      },
      [Symbol.dispose]: () => undefined,
    }),
  });
  return { grid, trained };
}

test('three workers train each point once', async () => {
  const { grid, trained } = gridOn(memory(), 3);
  await grid.search(series, 'cnn-lstm', request);
  expect(grid.runs).toHaveLength(54);
  expect(new Set(trained).size).toBe(54);
  expect(grid.active).toBe(0);
});

test('a search that was stopped goes on after a reload, with what it had', async () => {
  const kept = memory();
  const before = gridOn(kept, 2, 5);
  await before.grid.search(series, 'cnn-lstm', request);
  const done = before.grid.runs.length;
  expect(done).toBeGreaterThanOrEqual(4);
  expect(done).toBeLessThan(54);
  const after = gridOn(kept, 2);
  await after.grid.find(series, 'cnn-lstm');
  expect(after.grid.runs).toHaveLength(done);
  await after.grid.search(series, 'cnn-lstm', request);
  expect(after.trained).toHaveLength(54 - done);
  expect(after.grid.runs).toHaveLength(gridPoints.length);
});

test('another series has runs of its own', async () => {
  const kept = memory();
  const { grid } = gridOn(kept, 1, 3);
  await grid.search(series, 'cnn-lstm', request);
  await grid.find({ ...series, values: Float64Array.of(5, 6, 8) }, 'cnn-lstm');
  expect(grid.runs).toHaveLength(0);
});
