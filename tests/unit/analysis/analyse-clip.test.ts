import { expect, test } from 'vitest';
import { analyseClip, appendRows } from '../../../src/analysis/index.ts';
import { detachedTask, type Progress } from '../../../src/base/index.ts';
import type {
  AnalysisResult,
  AnalysisUpdate,
  BackendReport,
  Clip,
  ProbabilityTrack,
} from '../../../src/contract/index.ts';
import { brightnessClassifier, fakeClip } from './fake-clip.ts';

const backend: BackendReport = {
  backend: 'cpu',
  device: 'test',
  rejected: [],
  selfTest: { forwardError: 0, gradientError: 0, tolerance: 1, elapsedMs: 0 },
};

function contextWith(batchSize = 2) {
  return { classifier: brightnessClassifier(), backend: () => backend, loadSeconds: 0.5, batchSize };
}

async function analyse(clip: Clip, options = {}, context = contextWith()) {
  const updates: AnalysisUpdate[] = [];
  for await (const update of analyseClip(clip, context, { decoder: 'auto', ...options }, detachedTask())) {
    updates.push(update);
  }
  const last = updates.at(-1);
  if (last?.kind !== 'finished') throw new Error('did not finish');
  return { updates, result: last.result };
}

const steady = (count: number, brightness = (n: number) => n / count) =>
  Array.from({ length: count }, (_, n) => [n / 4, brightness(n)] as const);
const fireOf = ({ track }: AnalysisResult) => Array.from(track.values).filter((_, i) => i % 2 === 0);

test('the rows told on the way are the track that is told at the end', async () => {
  for (const count of [1, 2, 3, 4, 5, 7, 8, 11, 30, 301, 1002]) {
    const { updates, result } = await analyse(fakeClip(steady(count)));
    let grown: ProbabilityTrack | null = null;
    for (const update of updates)
      if (update.kind === 'rows') grown = appendRows(grown, update.rows, update.from);
    expect(grown).toEqual(result.track);
    expect(result.frames).toBe(count);
  }
});

test('every window of a long clip sees its own rows', async () => {
  const brightness = (n: number) => ((n * 37) % 101) / 101;
  const { result } = await analyse(fakeClip(steady(1003, brightness)), {}, contextWith(4));
  const lastRows = Array.from({ length: 500 }, (_, window) => window * 2 + 3).concat(1002);
  const expected = lastRows.map((row) => {
    const pixel = Math.floor(255 * brightness(row)) / 255;
    return 1 / (1 + Math.exp(-10 * (pixel - 0.5)));
  });
  expect(fireOf(result)).toHaveLength(expected.length);
  fireOf(result).forEach((fire, window) => expect(fire).toBeCloseTo(expected[window] as number, 4));
});

test('the batch size changes nothing but the number of calls', async () => {
  const few = await analyse(fakeClip(steady(23)), {}, contextWith(1));
  const many = await analyse(fakeClip(steady(23)), {}, contextWith(16));
  expect(many.result.track).toEqual(few.result.track);
});

test('windows stand at their centres; the last is flush with the end', async () => {
  const { result } = await analyse(fakeClip(steady(7)));
  expect([...result.track.timestamps]).toEqual([0.5, 1, 1.25]);
});

test('a frozen stretch is held: the grid goes on where no frame came', async () => {
  const dense = await analyse(fakeClip(steady(12, (n) => (n < 2 ? 0 : n < 10 ? 0.9 : 0.2))));
  const sparse = await analyse(
    fakeClip([
      [0, 0],
      [0.25, 0],
      [0.5, 0.9],
      [2.5, 0.2],
      [2.75, 0.2],
    ]),
  );
  expect(fireOf(sparse.result)).toEqual(fireOf(dense.result));
  expect(sparse.result.frames).toBe(5);
});

test('a still image is one window', async () => {
  const { result } = await analyse(fakeClip([[0, 0.7]], { duration: 0, kind: 'image' }));
  expect(result.track.timestamps).toHaveLength(1);
  expect(fireOf(result)[0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 2);
});

test('a clip that starts at 10 s is told in its own time', async () => {
  const { result } = await analyse(fakeClip(steady(8).map(([t, b]) => [t + 10, b] as const)));
  expect(result.track.timestamps[0]).toBe(10.5);
  expect(result.end).toBe(12);
});

test('a recording that was cut short is not held to the end that its container claims', async () => {
  const { result } = await analyse(fakeClip(steady(8), { duration: 60, warnings: ['truncated'] }));
  expect(result.end).toBe(2);
  expect([...result.track.timestamps]).toEqual([0.5, 1, 1.5]);
});

test('no frames is an error that names the file', async () => {
  await expect(analyse(fakeClip([]))).rejects.toMatchObject({
    code: 'no-frames',
    message: expect.stringContaining('toy.mp4'),
  });
});

test('progress only rises, up to the duration', async () => {
  const seen: Progress[] = [];
  const task = { signal: new AbortController().signal, onProgress: (p: Progress) => seen.push(p) };
  for await (const _ of analyseClip(fakeClip(steady(40)), contextWith(), { decoder: 'auto' }, task));
  expect(seen.length).toBeGreaterThan(5);
  seen.forEach(({ done, total }, n) => {
    expect(total).toBe(10);
    expect(done).toBeGreaterThanOrEqual(seen[n - 1]?.done ?? 0);
    expect(done).toBeLessThanOrEqual(10);
  });
});

test('leaving early closes the decoder', async () => {
  const clip = fakeClip(steady(100));
  for await (const update of analyseClip(clip, contextWith(), { decoder: 'auto' }, detachedTask())) {
    if (update.kind === 'rows') break;
  }
  expect(clip.closed).toBe(1);
  expect(clip.produced).toBeLessThan(20);
});

test('an abort stops it', async () => {
  const abort = new AbortController();
  const run = async () => {
    for await (const update of analyseClip(
      fakeClip(steady(100)),
      contextWith(),
      { decoder: 'auto' },
      abort,
    )) {
      if (update.kind === 'rows') abort.abort();
    }
  };
  await expect(run()).rejects.toMatchObject({ name: 'AbortError' });
});

test('a network that fails in the middle fails the analysis', async () => {
  const context = contextWith();
  let calls = 0;
  const embed = context.classifier.embed;
  context.classifier.embed = (input, count) =>
    ++calls > 2 ? Promise.reject(new Error('boom')) : embed(input, count);
  await expect(analyse(fakeClip(steady(40)), {}, context)).rejects.toThrow('boom');
});
