import { describe, expect, test } from 'vitest';
import {
  applyAction,
  describeReviewTime,
  matchEvents,
  observedSpeedUp,
  rankClips,
  reviewSeconds,
  suspicionOf,
  temporalIou,
} from '../../../src/review/index.ts';
import { seededRandom } from '../../../src/base/index.ts';
import { SpanIndex } from '../../../src/review/span-index.ts';
import { detection, reviewOf } from './events.ts';

test.each([
  [0, 10, 0, 10, 1],
  [0, 10, 5, 15, 1 / 3],
  [0, 10, 10, 20, 0],
  [0, 4, 1, 3, 0.5],
  [3, 3, 3, 3, 0],
])('temporal IoU of %f–%f and %f–%f is %f', (a, b, c, d, expected) => {
  expect(temporalIou({ start: a, end: b }, { start: c, end: d })).toBeCloseTo(expected, 12);
});

describe('matching', () => {
  const span = (label: string, start: number, end: number) => ({ label, start, end });

  test('counts found, missed and false', () => {
    const labelled = [span('Fire', 0, 10), span('Fire', 30, 40), span('Fighting', 50, 60)];
    const detected = [span('Fire', 2, 9), span('Fire', 70, 72), span('Shooting', 50, 60)];
    const match = matchEvents(labelled, detected);
    expect(match.found.map(({ iou }) => iou)).toEqual([0.7]);
    expect(match.missed).toEqual([labelled[1], labelled[2]]);
    expect(match.false).toEqual([detected[1], detected[2]]);
  });

  test('a second detection of one span is false, and the better one is the pair', () => {
    const match = matchEvents([span('Fire', 0, 10)], [span('Fire', 0, 5), span('Fire', 1, 10)]);
    expect(match.found[0]?.detection.start).toBe(1);
    expect(match.false).toEqual([span('Fire', 0, 5)]);
  });

  test('the least overlap is the rule’s, inclusive, and labels may be left aside', () => {
    const labelled = [span('Fire', 0, 10)];
    const detected = [span('Smoke', 0, 3)];
    expect(matchEvents(labelled, detected).found).toHaveLength(0);
    expect(matchEvents(labelled, detected, { minIou: 0.3, sameLabel: false }).found).toHaveLength(1);
    expect(matchEvents(labelled, detected, { minIou: 0.31, sameLabel: false }).found).toHaveLength(0);
  });
});

describe('suspicion', () => {
  const eventsOf = (...spans: [seconds: number, score: number][]) =>
    reviewOf(...spans.map(([seconds, score], n) => detection('Fire', n * 100, n * 100 + seconds, score)))
      .events;

  test('is 1 − ∏ (1 − score · d / (d + 2))', () => {
    expect(suspicionOf([])).toBe(0);
    expect(suspicionOf(eventsOf([2, 0.8]))).toBeCloseTo(0.4, 12);
    expect(suspicionOf(eventsOf([2, 0.8], [6, 0.8]))).toBeCloseTo(1 - 0.6 * 0.4, 12);
  });

  test('grows with score, length and number', () => {
    const alone = suspicionOf(eventsOf([4, 0.6]));
    expect(suspicionOf(eventsOf([4, 0.7]))).toBeGreaterThan(alone);
    expect(suspicionOf(eventsOf([5, 0.6]))).toBeGreaterThan(alone);
    expect(suspicionOf(eventsOf([4, 0.6], [1, 0.5]))).toBeGreaterThan(alone);
  });

  test('review counts: rejected events do not, confirmed ones lead', () => {
    const review = reviewOf(detection('Fire', 0, 1, 0.5));
    expect(suspicionOf(applyAction(review, { kind: 'reject', event: 'e1' }).events)).toBe(0);
    const confirmed = applyAction(review, { kind: 'confirm', event: 'e1' }).events;
    expect(suspicionOf(confirmed)).toBeGreaterThan(suspicionOf(eventsOf([600, 0.99])));
  });

  test('orders clips by it, then by the highest probability, then by path', () => {
    const clip = (id: string, path: string, peak: number, ...spans: [number, number][]) => ({
      id,
      path,
      peak,
      events: eventsOf(...spans),
    });
    const ranked = rankClips([
      clip('calm-b', 'b.mp4', 0.1),
      clip('near', 'c.mp4', 0.4),
      clip('fire', 'd.mp4', 0.9, [10, 0.9]),
      clip('calm-a', 'a.mp4', 0.1),
      clip('flicker', 'e.mp4', 0.9, [0.5, 0.9]),
    ]);
    expect(ranked.map(({ id }) => id)).toEqual(['fire', 'flicker', 'near', 'calm-a', 'calm-b']);
  });
});

describe('review time', () => {
  test('is context, footage, decisions and openings, and overlapping context is watched once', () => {
    const pace = { context: 2, decision: 4, opening: 3, speed: 1 };
    const one = reviewOf(detection('Fire', 10, 16));
    expect(reviewSeconds([one], pace)).toBe(3 + 10 + 4);
    expect(reviewSeconds([one], { ...pace, speed: 2 })).toBe(3 + 5 + 4);
    const two = reviewOf(detection('Fire', 10, 16), detection('Fighting', 17, 20));
    expect(reviewSeconds([two], pace)).toBe(3 + 14 + 8);
    expect(reviewSeconds([one, two], pace)).toBe(17 + 25);
  });

  test('falls with every decision, to nothing', () => {
    let review = reviewOf(detection('Fire', 10, 16), detection('Fire', 40, 50));
    const before = reviewSeconds([review]);
    review = applyAction(review, { kind: 'reject', event: 'e1' });
    expect(reviewSeconds([review])).toBeLessThan(before);
    review = applyAction(review, { kind: 'confirm', event: 'e2' });
    expect(reviewSeconds([review])).toBe(0);
  });

  test.each([
    [0, 'nothing to review'],
    [20, 'under a minute to review'],
    [50, 'about 1 min to review'],
    [14 * 60 + 10, 'about 14 min to review'],
    [59.6 * 60, 'about 1 h to review'],
    [132 * 60, 'about 2 h 10 min to review'],
  ])('%d s is %s', (seconds, text) => expect(describeReviewTime(seconds)).toBe(text));

  test('the pace observed counts only after a minute of work, and within bounds', () => {
    expect(observedSpeedUp(30, 300)).toBe(1);
    expect(observedSpeedUp(120, 60)).toBe(2);
    expect(observedSpeedUp(600, 1)).toBe(4);
  });
});

test('an index finds the spans that overlap, as looking at each one does', () => {
  const random = seededRandom(4);
  const spans = Array.from({ length: 200 }, () => {
    const start = Math.round(random() * 100);
    return { start, end: start + Math.round(random() ** 4 * 40) };
  });
  const index = new SpanIndex(spans);
  for (let n = 0; n < 200; n++) {
    const start = Math.round(random() * 110);
    const asked = { start, end: start + Math.round(random() * 10) };
    const expected = spans.filter((span) => span.end > asked.start && span.start < asked.end);
    expect(new Set(index.overlapping(asked))).toEqual(new Set(expected));
  }
});
