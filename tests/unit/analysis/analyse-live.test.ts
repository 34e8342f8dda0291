import { expect, test } from 'vitest';
import { analyseClip, analyseLive, appendRows } from '../../../src/analysis/index.ts';
import { detachedTask } from '../../../src/base/index.ts';
import type {
  AnalysisResult,
  BackendReport,
  LiveBatch,
  LiveFrame,
  LiveFrameSource,
  LiveUpdate,
  ProbabilityTrack,
} from '../../../src/contract/index.ts';
import { brightnessClassifier, fakeClip, manifest } from './fake-clip.ts';

const backend: BackendReport = {
  backend: 'cpu',
  device: 'test',
  rejected: [],
  selfTest: { forwardError: 0, gradientError: 0, tolerance: 1, elapsedMs: 0 },
};

function frameAt(timestamp: number, brightness: number): LiveFrame {
  const data = new Uint8Array(12).fill(255 * brightness);
  return { timestamp, capturedAt: 1e6 + timestamp * 1000, image: { width: 2, height: 2, data } };
}

/** Gives the frames in batches of `size`, then ends. */
function sourceOf(frames: readonly LiveFrame[], size: number): LiveFrameSource {
  let at = 0;
  return {
    async nextFrames(): Promise<LiveBatch | null> {
      const batch = frames.slice(at, (at += size));
      return batch.length === 0 ? null : { frames: batch, dropped: 0 };
    },
  };
}

async function told(source: LiveFrameSource, classifier = brightnessClassifier()): Promise<LiveUpdate[]> {
  const updates: LiveUpdate[] = [];
  for await (const update of analyseLive(source, classifier, detachedTask())) updates.push(update);
  return updates;
}

const rowsIn = (updates: readonly LiveUpdate[]) => updates.filter((update) => update.kind === 'rows');

function trackIn(updates: readonly LiveUpdate[]): ProbabilityTrack | null {
  return rowsIn(updates).reduce<ProbabilityTrack | null>(
    (track, { rows }) => appendRows(track, rows, Infinity),
    null,
  );
}

async function offline(frames: readonly (readonly [number, number])[]): Promise<AnalysisResult> {
  const context = {
    classifier: brightnessClassifier(),
    backend: () => backend,
    loadSeconds: 0,
    batchSize: 4,
  };
  let result: AnalysisResult | undefined;
  for await (const update of analyseClip(fakeClip(frames), context, { decoder: 'auto' }, detachedTask()))
    if (update.kind === 'finished') result = update.result;
  if (!result) throw new Error('not finished');
  return result;
}

test('live gives the rows that the analysis of the same frames gives, whatever comes at once', async () => {
  const frames = Array.from(
    { length: 41 },
    (_, n) => [n / 4 + (n % 3) * 0.02, Math.abs(Math.sin(n))] as const,
  );
  const whole = await offline(frames);
  for (const size of [1, 2, 3, 4, 7, 41]) {
    const updates = await told(
      sourceOf(
        frames.map(([t, b]) => frameAt(t, b)),
        size,
      ),
    );
    const track = trackIn(updates);
    const rows = track?.timestamps.length ?? 0;
    // The row that the end of a clip adds does not exist where there is no end.
    expect(rows).toBe(Math.floor((41 - manifest.head.window) / manifest.head.hop) + 1);
    expect(track?.timestamps).toEqual(whole.track.timestamps.slice(0, rows));
    expect(track?.values).toEqual(whole.track.values.slice(0, rows * 2));
  }
});

test('each row knows its newest picture, also when many came at once', async () => {
  const frames = Array.from({ length: 20 }, (_, n) => frameAt(n / 4, 0.5));
  for (const size of [1, 20]) {
    for (const { rows, newest, capturedAt } of rowsIn(await told(sourceOf(frames, size)))) {
      expect(rows.timestamps.length).toBe(1);
      // A window of 4 rows of a quarter second speaks for its centre, half a second before its end.
      expect(newest).toBeCloseTo((rows.timestamps[0] as number) + 0.25, 9);
      expect(capturedAt).toBeCloseTo(1e6 + newest * 1000, 6);
    }
  }
});

test('dropped samples are held over; a gap longer than a window begins anew', async () => {
  const times = [...Array.from({ length: 12 }, (_, n) => n), 14, 15, 16, 30, 31, 32, 33].map((n) => n / 4);
  const updates = await told(
    sourceOf(
      times.map((time) => frameAt(time, 0.5)),
      1,
    ),
  );
  expect(updates.filter(({ kind }) => kind === 'gap')).toEqual([{ kind: 'gap', from: 4, to: 7.5 }]);
  const track = trackIn(updates);
  expect(Array.from(track?.timestamps ?? [])).toEqual([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 8]);
});

test('an hour of samples leaves no more behind than a minute', async () => {
  const hour = 4 * 3600;
  let given = 0;
  let held = 0;
  const source: LiveFrameSource = {
    async nextFrames() {
      if (given === hour) return null;
      const frame = frameAt(given / 4, (given % 7) / 7);
      given += 1;
      return { frames: [frame], dropped: 0 };
    },
  };
  const classifier = brightnessClassifier();
  const largest = { embed: 0, classify: 0 };
  const watched = {
    ...classifier,
    embed: (input: Float32Array, count: number) => {
      largest.embed = Math.max(largest.embed, count);
      return classifier.embed(input, count);
    },
    classify: (windows: Float32Array, count: number) => {
      largest.classify = Math.max(largest.classify, count);
      return classifier.classify(windows, count);
    },
  };
  let last = 0;
  for await (const update of analyseLive(source, watched, detachedTask())) {
    if (update.kind !== 'rows') continue;
    held += update.rows.timestamps.length;
    last = update.rows.timestamps.at(-1) ?? 0;
  }
  expect(held).toBe((hour - manifest.head.window) / manifest.head.hop + 1);
  expect(last).toBe(3600 - 0.5);
  // Nothing piles up to be computed at once: the first samples that tell the bars, then one at a time.
  expect(largest).toEqual({ embed: manifest.preprocessing.bars.frames, classify: 1 });
});

test('leaving does not wait for a source that has fallen silent', async () => {
  const abort = new AbortController();
  const source: LiveFrameSource = { nextFrames: () => new Promise(() => undefined) };
  const waiting = analyseLive(source, brightnessClassifier(), { signal: abort.signal }).next();
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});
