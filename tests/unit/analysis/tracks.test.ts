import { describe, expect, test } from 'vitest';
import {
  detectEvents,
  appendRows,
  meanProbabilities,
  probabilitiesAt,
  smoothTrack,
  toProbabilities,
  uncalibratedTrack,
} from '../../../src/analysis/pure.ts';
import { seededRandom } from '../../../src/base/index.ts';
import type { Hysteresis, ProbabilityTrack } from '../../../src/contract/index.ts';

/** A two-class track, one row a second from 0.5 s, with `fire` as the probability of Fire. */
function fireTrack(fire: number[]): ProbabilityTrack {
  return {
    kind: 'probabilities',
    labels: ['Fire', 'Normal'],
    timestamps: Float64Array.from(fire, (_, row) => row + 0.5),
    values: Float32Array.from(fire.flatMap((p) => [p, 1 - p])),
  };
}

const rule: Hysteresis = { enter: 0.8, exit: 0.4, minDuration: 0, maxGap: 0 };
const events = (fire: number[], change: Partial<Hysteresis> = {}) =>
  detectEvents(fireTrack(fire), { Fire: { ...rule, ...change } });

describe('detectEvents', () => {
  test('an event opens at enter, reaches back and on to exit, and names its peak', () => {
    expect(events([0.1, 0.5, 0.9, 0.95, 0.5, 0.3])).toEqual([
      { label: 'Fire', start: 1, end: 5, peak: 3.5, score: expect.closeTo(0.95, 6) },
    ]);
  });
  test('what never reaches enter is no event', () => expect(events([0.7, 0.79, 0.7])).toEqual([]));
  test('a dip below exit parts two events, unless it is within maxGap', () => {
    expect(events([0.9, 0.1, 0.9])).toHaveLength(2);
    expect(events([0.9, 0.1, 0.9], { maxGap: 1 })).toMatchObject([{ start: 0, end: 3 }]);
  });
  test('shorter than minDuration is dropped', () => {
    expect(events([0.1, 0.9, 0.1], { minDuration: 1.5 })).toEqual([]);
    expect(events([0.1, 0.9, 0.9, 0.1], { minDuration: 1.5 })).toHaveLength(1);
  });
  test('at the edges an event reaches to where the footage begins and ends', () => {
    const found = detectEvents(fireTrack([0.9, 0.9]), { Fire: rule }, { start: -1, end: 4 });
    expect(found).toMatchObject([{ start: -1, end: 4 }]);
  });
  test('labels without a rule, and empty tracks, give none', () => {
    expect(detectEvents(fireTrack([0.9]), {})).toEqual([]);
    expect(detectEvents(fireTrack([]), { Fire: rule })).toEqual([]);
  });
  test('for any track: events of a label are disjoint, ordered, and as high as enter', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 200; round++) {
      const fire = Array.from({ length: 40 }, random);
      const enter = random();
      const found = events(fire, { enter, exit: random(), maxGap: random() * 3 });
      found.forEach((event, n) => {
        expect(event.end).toBeGreaterThan(event.start);
        expect(event.score).toBeGreaterThanOrEqual(Math.fround(enter) - 1e-7);
        expect(event.peak).toBeGreaterThanOrEqual(event.start);
        expect(event.peak).toBeLessThanOrEqual(event.end);
        if (n > 0) expect(event.start).toBeGreaterThan((found[n - 1]?.end ?? 0) - 1e-9);
      });
      const highest = Math.max(...fire);
      expect(found.length > 0).toBe(Math.fround(highest) >= enter);
    }
  });
});

describe('smoothTrack', () => {
  test('a half-life of 0 changes nothing', () => {
    const track = fireTrack([0, 1, 0]);
    expect(smoothTrack(track, { halfLife: 0 })).toBe(track);
  });
  test('equals the definition: weights halve every halfLife seconds both ways', () => {
    const fire = [0.1, 0.9, 0.3, 0.7, 0.2];
    const smooth = smoothTrack(fireTrack(fire), { halfLife: 1.5 });
    fire.forEach((_, row) => {
      const weights = fire.map((__, other) => 0.5 ** (Math.abs(other - row) / 1.5));
      const sum = weights.reduce((a, b) => a + b);
      const expected = fire.reduce((total, p, other) => total + p * (weights[other] as number), 0) / sum;
      expect(smooth.values[row * 2]).toBeCloseTo(expected, 6);
      expect((smooth.values[row * 2] as number) + (smooth.values[row * 2 + 1] as number)).toBeCloseTo(1, 6);
    });
  });
  test('a lone peak stays where it is', () => {
    const smooth = smoothTrack(fireTrack([0, 0, 0, 1, 0, 0, 0]), { halfLife: 1 });
    const fire = Array.from({ length: 7 }, (_, row) => smooth.values[row * 2] as number);
    expect(fire.indexOf(Math.max(...fire))).toBe(3);
    expect(fire[2]).toBeCloseTo(fire[4] as number, 6);
  });
});

describe('probability tracks', () => {
  test('between two rows the probability is linear, outside it is held', () => {
    const track = fireTrack([0.2, 0.6]);
    expect(probabilitiesAt(track, 1)[0]).toBeCloseTo(0.4, 6);
    expect(probabilitiesAt(track, -5)[0]).toBeCloseTo(0.2, 6);
    expect(probabilitiesAt(track, 99)[0]).toBeCloseTo(0.6, 6);
    expect([...probabilitiesAt(fireTrack([]), 1)]).toEqual([0, 0]);
  });
  test('rows are appended from a row on, replacing what was there', () => {
    const track = appendRows(appendRows(null, fireTrack([0.1, 0.2]), 0), fireTrack([0.9]), 1);
    expect(Array.from(track.values, (v) => Math.round(v * 10) / 10)).toEqual([0.1, 0.9, 0.9, 0.1]);
    expect(track.timestamps).toHaveLength(2);
  });
  test('the clip-level probabilities are the mean over rows', () => {
    expect(Array.from(meanProbabilities(fireTrack([0.2, 0.6])))).toEqual([
      expect.closeTo(0.4, 6),
      expect.closeTo(0.6, 6),
    ]);
  });
});

test('the uncalibrated track is the softmax that no temperature had touched', () => {
  const random = seededRandom(11);
  const labels = ['Fire', 'Fighting', 'Normal'];
  const logits = {
    kind: 'logits',
    labels,
    timestamps: Float64Array.from({ length: 50 }, (_, row) => row),
    values: Float32Array.from({ length: 150 }, () => (random() - 0.5) * 16),
  } as const;
  for (const temperature of [0.4, 0.7572, 1, 2.5]) {
    const raw = uncalibratedTrack(toProbabilities(logits, temperature), temperature);
    const truth = toProbabilities(logits, 1);
    // Probabilities are kept in single precision: a relative error of 1e-7 in p, times T, and two more roundings.
    raw.values.forEach((value, at) =>
      expect(Math.abs(value - (truth.values[at] as number))).toBeLessThan(1e-6),
    );
  }
});

test('a probability that was rounded to 0 stays 0 without calibration', () => {
  const track = { ...fireTrack([1]), values: Float32Array.of(1, 0) };
  expect([...uncalibratedTrack(track, 0.7).values]).toEqual([1, 0]);
});
