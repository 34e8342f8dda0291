import { describe, expect, test } from 'vitest';
import type { Explanation, ExplanationOptions } from '../../../src/contract/index.ts';
import { ClipEntry } from '../../../src/state/clip-entry.svelte.ts';
import { EventTuning } from '../../../src/state/event-tuning.svelte.ts';
import { ExplanationDesk } from '../../../src/state/explanation.svelte.ts';
import { heatOf, leadingAt, stepAt, windowAt } from '../../../src/state/explanation-facts.ts';
import { burning, explanationOf, fireTrack, manifest, model, resultOf, videoFile } from './fakes.ts';

type Answer = (options: ExplanationOptions, signal: AbortSignal) => Promise<Explanation>;

function desk({ hasFile = true, answer = (async (options) => explanationOf(options)) as Answer } = {}) {
  const tuning = new EventTuning();
  tuning.adopt(manifest);
  const file = hasFile ? videoFile('yard.mp4') : null;
  const entry = new ClipEntry(
    'c1',
    { path: 'yard.mp4', sizeBytes: 4, modifiedAt: 0, addedAt: 0, file },
    tuning,
  );
  const asked: ExplanationOptions[] = [];
  const playback = { position: 1.5 };
  const engine = { model };
  const why = new ExplanationDesk({
    analysis: {
      explain(_file, options, { signal }) {
        asked.push(options);
        return answer(options, signal);
      },
    },
    engine,
    session: { selected: entry },
    playback,
    preferences: { decoder: 'auto' },
  });
  return { why, entry, asked, playback, engine };
}

describe('the question', () => {
  test('is the window whose centre is nearest and its leading class', () => {
    const { why, entry } = desk();
    expect(why.obstacle).toContain('Nothing has been analysed');
    entry.finish(resultOf(burning), 0, false);
    expect(why.obstacle).toBeNull();
    // Row 3, at 1.5 s: Fire .9.
    expect(why.question).toMatchObject({
      options: { at: 1.5, label: 'Fire', method: 'auto', decoder: 'webcodecs', fps: 8 },
      probability: expect.closeTo(0.9, 5),
    });
    why.choose('Normal');
    expect(why.question).toMatchObject({ options: { label: 'Normal' }, probability: expect.closeTo(0.1, 5) });
  });
  test('is not put without the file, nor to another model than the one that gave the track', () => {
    const lost = desk({ hasFile: false });
    lost.entry.finish(resultOf(burning), 0, false);
    expect(lost.why.obstacle).toContain('Choose the file');
    const { why, entry } = desk();
    entry.finish({ ...resultOf(burning), model: { id: 'older', sha256: 'e'.repeat(64) } }, 0, false);
    expect(why.obstacle).toContain('older');
    expect(why.question).toBeNull();
  });
});

describe('the answer', () => {
  test('is asked for once and kept', async () => {
    const { why, entry, asked } = desk();
    entry.finish(resultOf(burning), 0, false);
    expect(why.answer).toBeNull();
    await why.ask();
    await why.ask();
    expect(asked).toHaveLength(1);
    expect(why.answer?.label).toBe('Fire');
    why.choose('Normal');
    expect(why.answer).toBeNull();
    await why.ask();
    why.choose(null);
    await why.ask();
    expect(asked.map(({ label }) => label)).toEqual(['Fire', 'Normal']);
  });
  test('lays heat over the picture only while its panel is open', async () => {
    const { why, entry } = desk();
    entry.finish(resultOf(burning), 0, false);
    await why.ask();
    expect(why.heat).toBeNull();
    why.noteOpen(true);
    expect(why.heat).toMatchObject({ label: 'Fire', probability: expect.closeTo(0.9, 5), opacity: 0.7 });
    why.show(false);
    expect(why.heat).toBeNull();
    expect(why.picture?.map.values).toEqual(Float32Array.of(0));
  });
  test('a question that is no longer asked is aborted, and its answer dropped', async () => {
    const signals: AbortSignal[] = [];
    let finish: (answer: Explanation) => void = () => undefined;
    const { why, entry } = desk({
      answer: (_options, signal) => {
        signals.push(signal);
        return new Promise((resolve) => (finish = resolve));
      },
    });
    entry.finish(resultOf(burning), 0, false);
    const first = why.ask();
    const late = finish;
    why.choose('Normal');
    void why.ask();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    late(explanationOf({ decoder: 'auto', at: 1.5, label: 'Fire', method: 'auto' }));
    await first;
    why.choose('Fire');
    expect(why.answer).toBeNull();
    expect(why.running).not.toBeNull();
  });
  test('a window is held while its steps are walked, until the shown frame leaves it', async () => {
    const { why, entry, playback } = desk();
    entry.finish(resultOf(burning), 0, false);
    await why.ask();
    playback.position = 1.1;
    why.choose('Fire');
    expect(why.question?.options.at).toBe(1);
    playback.position = 1.5;
    why.choose(null);
    why.hold();
    for (const [position, at] of [
      [1.1, 1.5],
      [1.9, 1.5],
      [2.1, 2],
    ] as const) {
      playback.position = position;
      why.choose(why.label === null ? 'Fire' : null);
      expect(why.question?.options.at).toBe(at);
    }
  });
  test('a failure is told for its question alone', async () => {
    const { why, entry } = desk({ answer: () => Promise.reject(new Error('The decoder stopped.')) });
    entry.finish(resultOf(burning), 0, false);
    await why.ask();
    expect(why.failure).toBe('The decoder stopped.');
    expect(why.running).toBeNull();
    why.choose('Normal');
    expect(why.failure).toBeNull();
  });
});

test('the nearest window, its leading class and the step of a frame', () => {
  const track = fireTrack([0.2, 0.9, 0.1]);
  expect([-1, 0.24, 0.26, 0.9, 9].map((time) => windowAt(track, time))).toEqual([0, 0, 1, 2, 2]);
  expect(windowAt(fireTrack([]), 0)).toBeNull();
  expect([0, 1].map((row) => leadingAt(track, row))).toEqual(['Normal', 'Fire']);
  const answer = explanationOf({ decoder: 'auto', at: 1, label: 'Fire', method: 'auto' });
  expect([0.49, 0.5, 0.99, 1, 1.4, 1.5].map((time) => stepAt(answer, time))).toEqual([
    null,
    0,
    0,
    1,
    1,
    null,
  ]);
});

test('heat is the share of the strongest evidence in the window, and nothing where it speaks against', () => {
  const answer = explanationOf({ decoder: 'auto', at: 1, label: 'Fire', method: 'auto' });
  const maps = { width: 2, height: 1, values: Float32Array.of(4, -1, 1, 2) };
  expect([0, 1].map((step) => [...heatOf({ ...answer, maps }, step).values])).toEqual([
    [1, 0],
    [0.25, 0.5],
  ]);
  const against = { ...maps, values: Float32Array.of(-4, -1, -1, -2) };
  expect([...heatOf({ ...answer, maps: against }, 0).values]).toEqual([0, 0]);
});
