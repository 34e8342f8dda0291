import { beforeEach, describe, expect, test } from 'vitest';
import type { ReviewAction, ReviewedEvent } from '../../../src/contract/index.ts';
import { AnalysisSession } from '../../../src/state/analysis-session.svelte.ts';
import { ClipEntry } from '../../../src/state/clip-entry.svelte.ts';
import { Engine } from '../../../src/state/engine.svelte.ts';
import { EventBrowser } from '../../../src/state/event-browser.svelte.ts';
import { EventTuning } from '../../../src/state/event-tuning.svelte.ts';
import { Notices } from '../../../src/state/notices.svelte.ts';
import { Playback } from '../../../src/state/playback.svelte.ts';
import { Preferences } from '../../../src/state/preferences.svelte.ts';
import { ReviewDesk } from '../../../src/state/review-desk.svelte.ts';
import {
  fireTrack,
  FakeVideo,
  manifest,
  MemoryArchive,
  MemorySettings,
  resultOf,
  ScriptedAnalysis,
  SteppedClock,
  until,
  videoFile,
} from './fakes.ts';

type Kept = readonly [clip: string, means: string, action: ReviewAction];

let kept: Kept[];
let notices: Notices;
let tuning: EventTuning;
let playback: Playback;
let session: AnalysisSession;
let events: EventBrowser;
let desk: ReviewDesk;

/** Fire in three places of 'yard.mp4', in one of 'gate.mp4', nowhere in 'park.mp4'. */
const yard = fireTrack([0.1, 0.7, 0.1, 0.1, 0.9, 0.1, 0.1, 0.8]);
const gate = fireTrack([0.1, 0.1, 0.95, 0.95, 0.1, 0.1, 0.1, 0.1]);
const park = fireTrack([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);

beforeEach(async () => {
  kept = [];
  notices = new Notices();
  tuning = new EventTuning();
  await tuning.adopt(manifest);
  tuning.set('Fire', 'maxGap', 0);
  const video = new FakeVideo();
  playback = new Playback(video, notices, new SteppedClock());
  const analysis = new ScriptedAnalysis();
  const choice = { chosenSource: async () => ({ kind: 'url', url: 'm/' }) as const };
  session = new AnalysisSession({
    video,
    analysis,
    engine: new Engine(analysis, choice, notices, (model) => tuning.adopt(model)),
    tuning,
    preferences: new Preferences(new MemorySettings()),
    notices,
    archive: new MemoryArchive(),
    now: () => 0,
  });
  const size = { maxWidth: 640, maxHeight: 360 };
  session.onSelect = (entry) =>
    void (entry?.file ? playback.open(entry.file, 'auto', size) : playback.close());
  events = new EventBrowser(session, playback);
  desk = new ReviewDesk({
    session,
    playback,
    events,
    notices,
    keeper: { kept: (entry, means, action) => kept.push([entry.id, means, action]) },
    ranked: () => session.entries,
  });
  session.restore(
    [clip('c1', 'yard.mp4', yard), clip('c2', 'park.mp4', park), clip('c3', 'gate.mp4', gate)],
    4,
    true,
  );
  session.select(at('c1'));
  await until(() => playback.isOpen && playback.frameTimes !== null);
});

function clip(id: string, name: string, track: typeof yard): ClipEntry {
  const source = { path: name, sizeBytes: 4, modifiedAt: 0, addedAt: 0, file: videoFile(name) };
  const entry = new ClipEntry(id, source, tuning);
  entry.finish(resultOf(track), 0, true);
  return entry;
}

function at(id: string): ClipEntry {
  return session.find(id) as ClipEntry;
}

/** The event of a clip that begins first, second … */
function event(clipId: string, place: number): ReviewedEvent {
  return at(clipId).events[place] as ReviewedEvent;
}

const statuses = (clipId: string) => at(clipId).events.map(({ status }) => status);
const means = () => kept.map(([id, how, { kind }]) => `${id} ${how} ${kind}`);

describe('judging', () => {
  test('confirm, reject and reopen change the current event, are kept once each, and repeat nothing', () => {
    events.select(event('c1', 0));
    desk.confirm();
    desk.confirm();
    expect(statuses('c1')).toEqual(['confirmed', 'unreviewed', 'unreviewed']);
    desk.reject();
    expect(desk.current?.status).toBe('rejected');
    desk.reopen();
    expect(means()).toEqual(['c1 do confirm', 'c1 do reject', 'c1 do reopen']);
    expect(desk.counts).toEqual({ unreviewed: 4, confirmed: 0, rejected: 0 });
  });

  test('without a current event nothing happens', () => {
    desk.confirm();
    desk.relabel('Shooting');
    desk.setEdge('start', 1);
    desk.note('x');
    expect(kept).toEqual([]);
  });

  test('a rejected event stays, whatever the thresholds, and brings none anew', () => {
    events.select(event('c3', 0), at('c3'));
    session.select(at('c3'));
    desk.reject();
    tuning.set('Fire', 'enter', 0.99);
    expect(at('c3').events).toMatchObject([{ status: 'rejected', isDetected: false }]);
    tuning.set('Fire', 'enter', 0.5);
    expect(at('c3').events).toMatchObject([{ status: 'rejected', isDetected: true }]);
  });

  test('relabel and note keep what the model said', () => {
    events.select(event('c1', 1));
    desk.relabel('Shooting');
    desk.note('  muzzle flash ');
    expect(desk.current).toMatchObject({
      label: 'Shooting',
      note: 'muzzle flash',
      detected: { label: 'Fire' },
    });
    desk.note('muzzle flash');
    expect(kept).toHaveLength(2);
  });
});

describe('edges', () => {
  test('go to the play head, and never cross', async () => {
    events.select(event('c1', 1));
    await playback.seek(1.8);
    desk.setEdge('start');
    await playback.seek(2.4);
    desk.setEdge('end');
    expect(desk.current).toMatchObject({ start: 1.8, end: 2.4 });
    desk.setEdge('start', 3);
    expect(desk.current?.start).toBe(1.8);
    expect(notices.list.at(-1)?.message).toBe('An event must end after it starts.');
  });

  test('move by one frame of the clip and show the frame that is then the first or the last inside', async () => {
    events.select(event('c1', 1));
    desk.adjust(1.75, 2.25);
    desk.nudge('start', 1);
    await until(() => playback.position === 1.8);
    expect(desk.current?.start).toBe(1.8);
    desk.nudge('start', -1);
    expect(desk.current?.start).toBe(1.7);
    desk.nudge('end', 1);
    await until(() => playback.position === 2.2);
    expect(desk.current?.end).toBe(2.3);
  });

  test('a repeated event is repeated with its new edges', () => {
    events.select(event('c1', 1));
    const { start, end } = event('c1', 1);
    playback.repeat({ from: start, to: end });
    desk.setEdge('end', 2.6);
    expect(playback.repeated).toEqual({ from: start, to: 2.6 });
  });
});

describe('drawn by hand', () => {
  async function mark(from: number, to: number): Promise<void> {
    await playback.seek(from);
    playback.mark('in');
    await playback.seek(to);
    playback.mark('out');
  }

  test('an event between the marks takes the class that fits best and the score that is reached there', async () => {
    await mark(0.2, 1.2);
    expect(desk.suggestedLabel).toBe('Fire');
    desk.addFromMarks();
    expect(desk.current).toMatchObject({ label: 'Fire', start: 0.2, end: 1.2, origin: 'hand', peak: 0.5 });
    expect(desk.current?.score).toBeCloseTo(0.7);
    desk.remove();
    expect(desk.current).toBeNull();
    expect(at('c1').events).toHaveLength(3);
  });

  test('a class of which the model knows nothing has no score; one mark is not enough', async () => {
    playback.mark('in');
    desk.addFromMarks('Graffiti');
    expect(notices.list.at(-1)?.message).toMatch(/needs a mark where it begins/);
    await mark(0.5, 1);
    desk.addFromMarks('Graffiti');
    expect(desk.current).toMatchObject({ label: 'Graffiti', score: 0, status: 'confirmed' });
  });

  test('what the model found is not removed', () => {
    events.select(event('c1', 0));
    desk.remove();
    expect(at('c1').events).toHaveLength(3);
    expect(notices.list.at(-1)?.message).toMatch(/rejected but not removed/);
  });
});

describe('undo and redo', () => {
  test('cross clips, put the clip they touch on the desk, and are kept like any other action', async () => {
    events.select(event('c1', 0));
    desk.reject();
    session.select(at('c3'));
    events.select(event('c3', 0));
    desk.relabel('Shooting');
    expect(desk.undoTitle).toBe('Relabel Fire at 00:00:00.750 to Shooting');
    desk.undo();
    expect(event('c3', 0).label).toBe('Fire');
    desk.undo();
    expect(session.selected?.id).toBe('c1');
    expect(desk.current).toMatchObject({ id: event('c1', 0).id, status: 'unreviewed' });
    await until(() => playback.isOpen && playback.position > 0);
    expect([desk.undoTitle, desk.redoTitle]).toEqual([null, 'Reject Fire at 00:00:00.250']);
    desk.redo();
    desk.redo();
    desk.redo();
    expect(session.selected?.id).toBe('c3');
    expect(event('c3', 0).label).toBe('Shooting');
    expect(statuses('c1')[0]).toBe('rejected');
    expect(means()).toEqual([
      'c1 do reject',
      'c3 do relabel',
      'c3 undo restore',
      'c1 undo restore',
      'c1 redo restore',
      'c3 redo restore',
    ]);
  });

  test('hold when the thresholds moved in between', () => {
    events.select(event('c1', 0));
    desk.confirm();
    tuning.set('Fire', 'enter', 0.99);
    desk.undo();
    tuning.set('Fire', 'enter', 0.6);
    expect(statuses('c1')).toEqual(['unreviewed', 'unreviewed', 'unreviewed']);
  });

  test('pass over the steps of a clip that was taken out', () => {
    events.select(event('c1', 0));
    desk.confirm();
    session.select(at('c3'));
    events.select(event('c3', 0));
    desk.confirm();
    session.remove(at('c3'));
    desk.undo();
    expect(statuses('c1')[0]).toBe('unreviewed');
    expect(desk.undoTitle).toBeNull();
  });

  test('another case has a history of its own', () => {
    events.select(event('c1', 0));
    desk.confirm();
    expect(desk.undoTitle).not.toBeNull();
    session.restore([clip('c1', 'yard.mp4', gate)], 2, true);
    expect(desk.undoTitle).toBeNull();
    desk.undo();
    expect(statuses('c1')).toEqual(['unreviewed']);
    expect(means()).toEqual(['c1 do confirm']);
  });
});

describe('bookmarks and notes', () => {
  test('a bookmark names the very frame, is changed and taken away, and all of it undone', async () => {
    await playback.seekFrame(12);
    desk.bookmark('high', ' face at the window ');
    const [mark] = at('c1').review.bookmarks;
    expect(mark).toEqual({ id: 'b4', at: 1.2, frame: 12, severity: 'high', text: 'face at the window' });
    desk.editBookmark({ ...(mark as NonNullable<typeof mark>), severity: 'low' });
    desk.removeBookmark(mark as NonNullable<typeof mark>);
    expect(at('c1').review.bookmarks).toEqual([]);
    desk.undo();
    desk.undo();
    expect(at('c1').review.bookmarks).toEqual([mark]);
    desk.undo();
    expect(at('c1').review.bookmarks).toEqual([]);
  });

  test('the note on a clip is kept when it changed', () => {
    desk.putClipNote('gate stands open ');
    desk.putClipNote('gate stands open');
    expect(at('c1').review.note).toBe('gate stands open');
    expect(kept).toHaveLength(1);
  });
});

describe('walking', () => {
  test('visits every unjudged event of all clips by score, plays it, and comes round', () => {
    const seen: string[] = [];
    for (let step = 0; step < 5; step++) {
      desk.walkOpen(1);
      seen.push(`${session.selected?.id} ${desk.current?.score.toFixed(2)}`);
    }
    expect(seen).toEqual(['c1 0.90', 'c1 0.80', 'c1 0.70', 'c3 0.95', 'c1 0.90']);
    desk.walkOpen(-1);
    expect(session.selected?.id).toBe('c3');
    desk.walkOpen(-1);
    expect(desk.current?.score).toBeCloseTo(0.7);
  });

  test('plays an event of another clip as soon as that clip is open', async () => {
    for (const place of [0, 1, 2]) {
      events.select(event('c1', place));
      desk.confirm();
    }
    desk.walkOpen(1);
    expect(session.selected?.id).toBe('c3');
    await until(() => playback.position >= 1.6);
    expect(playback.info?.name).toBe('gate.mp4');
    await until(() => !playback.isPlaying);
    expect(playback.position).toBeLessThanOrEqual(event('c3', 0).end);
  });

  test('goes on from a judged event, keeps to the class of the filter, and says when nothing is left', () => {
    events.orderBy('time');
    desk.walkOpen(1);
    desk.confirm();
    desk.walkOpen(1);
    expect(desk.current?.id).toBe(event('c1', 1).id);
    events.filter('Shooting');
    desk.walkOpen(1);
    expect(notices.list.at(-1)?.message).toBe('No event of the class Shooting is left to review.');
    events.filter('Shooting');
    for (const [id, place] of [
      ['c1', 1],
      ['c1', 2],
      ['c3', 0],
    ] as const) {
      session.select(at(id));
      events.select(event(id, place));
      desk.reject();
    }
    desk.walkOpen(1);
    expect(notices.list.at(-1)?.message).toBe('No event is left to review.');
  });

  test('the list walks on beside an event that the filter has just hidden', () => {
    events.orderBy('time');
    events.filterStatus('unreviewed');
    events.select(event('c1', 1));
    desk.confirm();
    expect(events.list).toHaveLength(2);
    expect(desk.current?.status).toBe('confirmed');
    events.walk(1);
    expect(desk.current?.id).toBe(event('c1', 2).id);
    expect(events.statusCounts).toEqual({ unreviewed: 2, confirmed: 1, rejected: 0 });
  });

  test('events of the same number in two clips are two events', () => {
    events.select(event('c1', 0));
    session.select(at('c3'));
    expect(desk.current).toBeNull();
  });
});
