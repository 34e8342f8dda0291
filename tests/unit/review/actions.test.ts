import { describe, expect, test } from 'vitest';
import { AppError, seededRandom } from '../../../src/base/index.ts';
import type { ClipReview, ReviewAction } from '../../../src/contract/index.ts';
import { applyAction, emptyHistory, mergeEvents, perform, redo, undo } from '../../../src/review/index.ts';
import type { UndoHistory } from '../../../src/review/index.ts';
import { detection, reviewOf } from './events.ts';

const found = reviewOf(detection('Fire', 2, 6), detection('Fighting', 9, 12));
const drawn: ReviewAction = { kind: 'add', drawn: detection('Burglary', 4, 5, 0.1), note: 'at the door' };
const mark: ReviewAction = {
  kind: 'bookmark',
  mark: { at: 3.2, frame: 80, severity: 'high', text: 'number plate' },
};

describe('one action', () => {
  test.each([
    [{ kind: 'confirm', event: 'e1' }, { status: 'confirmed' }],
    [{ kind: 'reject', event: 'e1' }, { status: 'rejected' }],
    [
      { kind: 'relabel', event: 'e1', label: 'Shooting' },
      { label: 'Shooting', detected: { label: 'Fire' } },
    ],
    [
      { kind: 'adjust', event: 'e1', start: 1, end: 3 },
      { start: 1, end: 3, detected: { start: 2, end: 6 } },
    ],
    [{ kind: 'note', event: 'e1', text: 'smoke first' }, { note: 'smoke first' }],
  ] as [ReviewAction, object][])('%j', (action, expected) => {
    const after = applyAction(found, action);
    expect(after.events.find(({ id }) => id === 'e1')).toMatchObject(expected);
    expect(after.events.find(({ id }) => id === 'e2')).toEqual(found.events[1]);
  });

  test('leaves the review it was given as it was', () => {
    const before = JSON.stringify(found);
    applyAction(found, { kind: 'reject', event: 'e1' });
    applyAction(found, drawn);
    expect(JSON.stringify(found)).toBe(before);
  });

  test('an event drawn by hand is confirmed, numbered on, in its place, and may be removed', () => {
    const after = applyAction(found, drawn);
    expect(after.events.map(({ id }) => id)).toEqual(['e1', 'e3', 'e2']);
    expect(after.events[1]).toMatchObject({ origin: 'hand', status: 'confirmed', detected: null });
    const removed = applyAction(after, { kind: 'remove', event: 'e3' });
    expect(removed.events).toEqual(found.events);
    expect(removed.nextNumber).toBe(4);
  });

  test.each([
    { kind: 'confirm', event: 'e9' },
    { kind: 'remove', event: 'e1' },
    { kind: 'adjust', event: 'e1', start: 5, end: 5 },
    { kind: 'adjust', event: 'e1', start: 5, end: NaN },
    { kind: 'relabel', event: 'e1', label: ' ' },
    { kind: 'remove-bookmark', bookmark: 'b1' },
  ] as ReviewAction[])('%j is refused', (action) => {
    expect(() => applyAction(found, action)).toThrow(AppError);
  });
});

describe('undo and redo', () => {
  const every: ReviewAction[] = [
    { kind: 'confirm', event: 'e1' },
    { kind: 'relabel', event: 'e1', label: 'Shooting' },
    { kind: 'adjust', event: 'e2', start: 8, end: 13 },
    { kind: 'note', event: 'e2', text: 'two people' },
    drawn,
    mark,
    { kind: 'clip-note', text: 'rear entrance' },
    {
      kind: 'edit-bookmark',
      was: { id: 'b4', at: 3.3, frame: 82, severity: 'low', text: 'number plate, unreadable' },
    },
    { kind: 'remove-bookmark', bookmark: 'b4' },
    { kind: 'reject', event: 'e2' },
    { kind: 'reopen', event: 'e1' },
    { kind: 'remove', event: 'e3' },
  ];

  test('go back through every kind of action and forward again', () => {
    const states: ClipReview[] = [found];
    let history = emptyHistory;
    for (const action of every) {
      const done = perform(history, 'c1', states.at(-1) as ClipReview, action);
      history = done.history;
      states.push(done.review);
    }
    let review = states.at(-1) as ClipReview;
    for (let at = states.length - 2; at >= 0; at--) {
      [history, review] = travel(undo, history, review, 'undo');
      expect(content(review)).toEqual(content(states[at] as ClipReview));
    }
    expect(undo(history)).toBeNull();
    for (const state of states.slice(1)) {
      [history, review] = travel(redo, history, review, 'redo');
      expect(content(review)).toEqual(content(state));
    }
    expect(redo(history)).toBeNull();
  });

  test('a new action after an undo ends what could be redone', () => {
    const first = perform(emptyHistory, 'c1', found, { kind: 'confirm', event: 'e1' });
    const [history, review] = travel(undo, first.history, first.review, 'undo');
    const second = perform(history, 'c1', review, { kind: 'reject', event: 'e2' });
    expect(redo(second.history)).toBeNull();
  });

  test('redo brings a review back although its event went with a threshold in between', () => {
    const confirmed = perform(emptyHistory, 'c1', found, { kind: 'confirm', event: 'e1' });
    const [history, review] = travel(undo, confirmed.history, confirmed.review, 'undo');
    const swept = mergeEvents(review, []);
    expect(swept.events).toEqual([]);
    const [, again] = travel(redo, history, swept, 'redo');
    expect(again.events).toMatchObject([{ id: 'e1', status: 'confirmed' }]);
  });

  test('hold for random walks', () => {
    const random = seededRandom(11);
    let review = found;
    let history = emptyHistory;
    const trail: ClipReview[] = [];
    for (let step = 0; step < 200; step++) {
      const event = review.events[Math.floor(random() * review.events.length)]?.id ?? '';
      const choices: ReviewAction[] = [
        { kind: 'confirm', event },
        { kind: 'reject', event },
        { kind: 'note', event, text: String(step) },
        { kind: 'add', drawn: detection('Fire', step, step + 1), note: '' },
      ];
      trail.push(review);
      const action = choices[Math.floor(random() * choices.length)] as ReviewAction;
      ({ review, history } = perform(history, 'c1', review, action));
    }
    for (const before of trail.reverse()) {
      [history, review] = travel(undo, history, review, 'undo');
      expect(content(review)).toEqual(content(before));
    }
  });
});

/** Numbers are never given twice, so the counter alone does not go back. */
function content({ note, events, bookmarks }: ClipReview) {
  return { note, events, bookmarks };
}

function travel(
  way: typeof undo,
  history: UndoHistory,
  review: ClipReview,
  which: 'undo' | 'redo',
): [UndoHistory, ClipReview] {
  const moved = way(history);
  if (!moved) throw new Error('there was nothing to go to');
  return [moved.history, applyAction(review, moved.step[which])];
}
