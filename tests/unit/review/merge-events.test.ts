import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/index.ts';
import type { ClipReview, DetectionEvent, ReviewAction } from '../../../src/contract/index.ts';
import { applyAction, mergeEvents } from '../../../src/review/index.ts';
import { detection, reviewOf } from './events.ts';

const brief = ({ events }: ClipReview) =>
  events.map(({ id, label, start, end, status, isDetected }) => ({
    id,
    label,
    span: [start, end],
    status,
    isDetected,
  }));

describe('untouched events', () => {
  test('are numbered from e1 in the order they come', () => {
    const review = reviewOf(detection('Fire', 2, 6), detection('Fighting', 9, 12));
    expect(review.events.map(({ id }) => id)).toEqual(['e1', 'e2']);
    expect(review.nextNumber).toBe(3);
  });

  test('keep their id and take the new edges and score when they are detected again', () => {
    const review = mergeEvents(reviewOf(detection('Fire', 2, 6)), [detection('Fire', 3, 6, 0.7)]);
    expect(brief(review)).toEqual([
      { id: 'e1', label: 'Fire', span: [3, 6], status: 'unreviewed', isDetected: true },
    ]);
    expect(review.events[0]).toMatchObject({ score: 0.7, detected: { start: 3 } });
  });

  test('go when the thresholds no longer give them, and their number is not given again', () => {
    const gone = mergeEvents(reviewOf(detection('Fire', 2, 6)), []);
    expect(gone.events).toEqual([]);
    expect(mergeEvents(gone, [detection('Fire', 2, 6)]).events[0]?.id).toBe('e2');
  });

  test('are told apart by label and by overlap', () => {
    const review = mergeEvents(reviewOf(detection('Fire', 2, 6)), [
      detection('Fighting', 2, 6),
      detection('Fire', 20, 24),
    ]);
    expect(review.events.map(({ id, label }) => [id, label])).toEqual([
      ['e2', 'Fighting'],
      ['e3', 'Fire'],
    ]);
  });
});

describe('touched events', () => {
  const actions: ReviewAction[] = [
    { kind: 'confirm', event: 'e1' },
    { kind: 'reject', event: 'e1' },
    { kind: 'relabel', event: 'e1', label: 'Shooting' },
    { kind: 'adjust', event: 'e1', start: 1, end: 7 },
    { kind: 'note', event: 'e1', text: 'see the second camera' },
  ];

  test.each(actions)('$kind survives edges that move, and stays exactly as it was left', (action) => {
    const before = applyAction(reviewOf(detection('Fire', 2, 6)), action);
    expect(mergeEvents(before, [detection('Fire', 2.5, 6.5)])).toEqual(before);
  });

  test.each(actions)('$kind survives a threshold that no longer gives the event', (action) => {
    const before = applyAction(reviewOf(detection('Fire', 2, 6)), action);
    const after = mergeEvents(before, []);
    expect(after.events).toEqual([{ ...before.events[0], isDetected: false }]);
    expect(mergeEvents(after, [detection('Fire', 2, 6)])).toEqual(before);
  });

  test('a rejected event that falls apart stays rejected, and no part of it comes back as new', () => {
    const before = applyAction(reviewOf(detection('Fire', 0, 100)), { kind: 'reject', event: 'e1' });
    const after = mergeEvents(before, [detection('Fire', 3, 7), detection('Fire', 50, 60)]);
    expect(brief(after)).toEqual([
      { id: 'e1', label: 'Fire', span: [0, 100], status: 'rejected', isDetected: true },
    ]);
  });

  test('a detection that reaches far beyond the reviewed footage is new', () => {
    const before = applyAction(reviewOf(detection('Fire', 3, 7)), { kind: 'confirm', event: 'e1' });
    const after = mergeEvents(before, [detection('Fire', 0, 100)]);
    expect(after.events.map(({ id, status }) => [id, status])).toEqual([
      ['e2', 'unreviewed'],
      ['e1', 'confirmed'],
    ]);
  });

  test('two reviewed events answer to the one detection they grew into', () => {
    let before = reviewOf(detection('Fire', 0, 4), detection('Fire', 5, 9));
    before = applyAction(before, { kind: 'confirm', event: 'e1' });
    before = applyAction(before, { kind: 'reject', event: 'e2' });
    expect(mergeEvents(before, [detection('Fire', 0, 9)])).toEqual(before);
  });
});

test('any number of threshold moves loses no reviewed event and never repeats an id', () => {
  const random = seededRandom(6);
  const someEvents = (): DetectionEvent[] =>
    Array.from({ length: Math.floor(random() * 6) }, () => {
      const start = random() * 60;
      return detection(random() < 0.5 ? 'Fire' : 'Fighting', start, start + 0.5 + random() * 10);
    });
  let review = reviewOf(...someEvents());
  const reviewed = new Map<string, string>();
  for (let move = 0; move < 300; move++) {
    const event = review.events[Math.floor(random() * review.events.length)];
    if (event && move % 5 === 0) {
      const kind = random() < 0.5 ? 'confirm' : 'reject';
      review = applyAction(review, { kind, event: event.id });
      reviewed.set(event.id, kind === 'confirm' ? 'confirmed' : 'rejected');
    }
    review = mergeEvents(review, someEvents());
    const ids = review.events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [id, status] of reviewed) {
      expect(review.events.find((kept) => kept.id === id)?.status).toBe(status);
    }
  }
  expect(reviewed.size).toBeGreaterThan(10);
});

test('one action among 2,000 events feels immediate', () => {
  const detections = Array.from({ length: 2000 }, (_, place) => detection('Fire', 8 * place, 8 * place + 4));
  let review = reviewOf(...detections);
  const took: number[] = [];
  for (let number = 1; number <= 20; number++) {
    const began = performance.now();
    review = mergeEvents(applyAction(review, { kind: 'confirm', event: `e${number * 97}` }), detections);
    took.push(performance.now() - began);
  }
  expect(review.events.filter(({ status }) => status === 'confirmed')).toHaveLength(20);
  // The quickest of 20, since other work shares the processor; a tenth of a second feels immediate (Nielsen 1993).
  expect(Math.min(...took)).toBeLessThan(100);
});
