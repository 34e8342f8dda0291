import { beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../src/base/index.ts';
import type { PicturePlan } from '../../../src/contract/index.ts';
import { Notices } from '../../../src/state/notices.svelte.ts';
import { Playback } from '../../../src/state/playback.svelte.ts';
import { FakeVideo, SteppedClock, until, videoFile } from './fakes.ts';

const size = { maxWidth: 1280, maxHeight: 720 };
let video: FakeVideo;
let notices: Notices;
let playback: Playback;
let drawn: number;

beforeEach(async () => {
  video = new FakeVideo();
  notices = new Notices();
  playback = new Playback(video, notices, new SteppedClock());
  drawn = 0;
  playback.attach(() => (drawn += 1));
  await playback.open(videoFile('yard.mp4'), 'auto', size);
});

test('opening shows the first frame and knows every frame’s number', () => {
  expect(playback.status).toBe('paused');
  expect([playback.position, playback.frame, playback.frameCount]).toEqual([0, 0, 40]);
  expect(drawn).toBe(1);
});

test('a seek shows the frame on screen at that time, at its own exact time', async () => {
  await playback.seek(1.26);
  expect([playback.position, playback.frame]).toEqual([1.2, 12]);
  await playback.seekFrame(33);
  expect([playback.position, playback.frame]).toEqual([3.3, 33]);
});

test('while a seek is under way only the latest wish is kept', async () => {
  const seeks = [0.5, 1.5, 2.5, 3.5].map((time) => playback.seek(time));
  expect(playback.head).toBe(3.5);
  await Promise.all(seeks);
  expect(playback.position).toBe(3.5);
});

test('steps are exactly one frame, either way, across the kept strip and at the ends', async () => {
  await playback.seek(2);
  for (let step = 0; step < 17; step++) await playback.step(-1);
  expect(playback.frame).toBe(3);
  for (let step = 0; step < 5; step++) await playback.step(-1);
  expect(playback.frame).toBe(0);
  for (let step = 0; step < 60; step++) await playback.step(1);
  expect(playback.frame).toBe(39);
});

test('plays every frame in order and stops at the end; playing again starts over', async () => {
  const seen: number[] = [];
  playback.attach(() => seen.push(0));
  playback.play(1);
  await until(() => !playback.isPlaying);
  expect(playback.position).toBe(3.9);
  expect(seen).toHaveLength(1 + 39);
  playback.play(1);
  await until(() => playback.position < 1 && playback.position > 0);
  playback.pause();
});

test('J and L shuttle: again is faster, the other way turns round', async () => {
  await playback.seek(2);
  playback.shuttle(1);
  playback.shuttle(1);
  expect(playback.speed).toBe(2);
  playback.shuttle(-1);
  expect(playback.speed).toBe(-1);
  await until(() => !playback.isPlaying);
  expect(playback.position).toBe(0);
});

test('play and the shuttle obey the chosen speed, which another clip does not inherit', async () => {
  playback.choosePace(0.5);
  expect(playback.isPlaying).toBe(false);
  playback.toggle();
  expect(playback.speed).toBe(0.5);
  playback.shuttle(1);
  expect(playback.speed).toBe(1);
  playback.shuttle(-1);
  expect(playback.speed).toBe(-0.5);
  playback.pause();
  expect(playback.pace).toBe(0.5);
  await playback.open(videoFile('gate.mp4'), 'auto', size);
  expect(playback.pace).toBe(1);
});

test.each([0.25, 4] as const)(
  'at %s× a second of the clip takes its time, and is not said slow',
  async (pace) => {
    const clock = new SteppedClock();
    const paced = new Playback(video, notices, clock);
    await paced.open(videoFile('yard.mp4'), 'auto', size);
    paced.choosePace(pace);
    const began = clock.now();
    await paced.playSpan(0, 1);
    const said: boolean[] = [];
    await until(() => (said.push(paced.isSlowerThanWanted), !paced.isPlaying));
    expect(paced.position).toBe(1);
    expect(said).not.toContain(true);
    expect((clock.now() - began) / 1000).toBeGreaterThan(1 / pace - 0.1);
    expect((clock.now() - began) / 1000).toBeLessThan(1 / pace + 0.2);
  },
);

test('a speed chosen while a span plays holds at once, and the span still ends', async () => {
  await playback.playSpan(1, 2.55);
  await until(() => playback.position > 1.2);
  playback.choosePace(4);
  expect(playback.speed).toBe(4);
  await until(() => !playback.isPlaying);
  expect(playback.position).toBe(2.5);
});

describe('true size', () => {
  const plans: unknown[] = [];
  const small = { maxWidth: 320, maxHeight: 320 };
  beforeEach(async () => {
    plans.length = 0;
    const { pictures } = video;
    video.pictures = (clip, plan, task) => {
      const { maxWidth, maxHeight } = plan as PicturePlan;
      plans.push({ maxWidth, maxHeight });
      return pictures.call(video, clip, plan, task);
    };
  });

  test('asks for the whole picture of the same frame, and for the fitted one again', async () => {
    await playback.open(videoFile('yard.mp4'), 'auto', small);
    await playback.seekFrame(12);
    plans.length = 0;
    await playback.showTrueSize(true);
    expect([playback.isTrueSize, playback.frame]).toEqual([true, 12]);
    await playback.showTrueSize(false);
    expect([playback.isTrueSize, playback.frame]).toEqual([false, 12]);
    expect(plans).toEqual([{ maxWidth: 640, maxHeight: 360 }, small]);
    await playback.close();
    await until(() => video.openBitmaps === 0);
  });

  test('decodes nothing anew when the fitted picture has every pixel, and is not inherited', async () => {
    plans.length = 0;
    await playback.showTrueSize(true);
    expect(playback.isTrueSize).toBe(true);
    expect(plans).toEqual([]);
    await playback.open(videoFile('gate.mp4'), 'auto', size);
    expect(playback.isTrueSize).toBe(false);
  });

  test('a span goes on playing to its end', async () => {
    await playback.open(videoFile('yard.mp4'), 'auto', small);
    await playback.playSpan(1, 2.05);
    await until(() => playback.position > 1.2);
    await playback.showTrueSize(true);
    expect(playback.isPlaying).toBe(true);
    await until(() => !playback.isPlaying);
    expect(playback.position).toBe(2);
  });
});

test('of pictures too large for many only a few are kept, and steps stay exact', async () => {
  const big = new FakeVideo();
  const { pictures } = big;
  big.pictures = async function* (...args) {
    for await (const picture of pictures.apply(big, args)) {
      yield { ...picture, bitmap: { ...picture.bitmap, width: 7680, height: 4320 } };
    }
  };
  const large = new Playback(big, notices, new SteppedClock());
  await large.open(videoFile('large.mp4'), 'auto', size);
  await large.seek(2);
  for (let frame = 19; frame >= 0; frame--) {
    await large.step(-1);
    expect(large.frame).toBe(frame);
    expect(big.openBitmaps).toBeLessThan(16);
  }
  large.play(4);
  await until(() => (expect(big.openBitmaps).toBeLessThan(16), !large.isPlaying));
  expect(large.frame).toBe(39);
});

test('a span plays to its end and stops there', async () => {
  await playback.playSpan(1, 1.55);
  await until(() => !playback.isPlaying);
  expect(playback.position).toBe(1.5);
});

test('marks that cross each other are dropped', async () => {
  await playback.seek(2);
  playback.mark('in');
  await playback.seek(3);
  playback.mark('out');
  expect(playback.marks).toEqual({ in: 2, out: 3 });
  await playback.seek(1);
  playback.mark('out');
  expect(playback.marks).toEqual({ in: null, out: 1 });
});

test('a jump takes a frame number or a time', async () => {
  await playback.jump({ kind: 'frame', frame: 7 });
  expect(playback.position).toBe(0.7);
  await playback.jump({ kind: 'time', seconds: 99 });
  expect(playback.frame).toBe(39);
});

test('closing gives every bitmap back', async () => {
  await playback.seek(1);
  for (let step = 0; step < 12; step++) await playback.step(-1);
  playback.play(1);
  await until(() => playback.position > 1.5);
  await playback.close();
  await until(() => video.openBitmaps === 0);
  expect(playback.status).toBe('empty');
});

describe('a repeated part', () => {
  /** Positions before each picture that is shown, until the play head has come back `rounds` times. */
  async function shownOver(speed: number, rounds: number): Promise<number[]> {
    const shown: number[] = [];
    let turns = 0;
    playback.attach(() => {
      const last = shown.at(-1) ?? playback.position;
      shown.push(playback.position);
      if ((playback.position - last) * speed < 0) turns += 1;
    });
    playback.play(speed);
    await until(() => turns >= rounds);
    playback.pause();
    return shown;
  }

  test('is played over and over, never past its edges', async () => {
    playback.repeat({ from: 1.1, to: 1.6 });
    await playback.seek(3);
    const shown = await shownOver(1, 3);
    expect([Math.min(...shown.slice(2)), Math.max(...shown.slice(2))]).toEqual([1.1, 1.6]);
  });

  test('backwards too', async () => {
    playback.repeat({ from: 1.1, to: 1.6 });
    const shown = (await shownOver(-1, 2)).slice(2);
    expect([Math.min(...shown), Math.max(...shown)]).toEqual([1.1, 1.6]);
  });

  test('lets go, moves to an event that is played, and ends with the clip', async () => {
    playback.repeat({ from: 1, to: 2 });
    await playback.playSpan(2.5, 3);
    expect(playback.repeated).toEqual({ from: 2.5, to: 3 });
    playback.repeat(null);
    await until(() => !playback.isPlaying);
    expect(playback.position).toBe(3);
    playback.repeat({ from: 2, to: 2 });
    expect(playback.repeated).toBeNull();
    playback.repeat({ from: 1, to: 2 });
    await playback.open(videoFile('gate.mp4'), 'auto', size);
    expect(playback.repeated).toBeNull();
  });
});

describe('a wish while a clip is being opened', () => {
  test('is fulfilled once it is there; that of the clip before is forgotten', async () => {
    const opening = playback.open(videoFile('gate.mp4'), 'auto', size);
    void playback.playSpan(1, 1.2);
    const other = playback.open(videoFile('hall.mp4'), 'auto', size);
    void playback.whenOpen(() => playback.seek(2.5));
    await Promise.all([opening, other]);
    await until(() => playback.position === 2.5);
    expect([playback.info?.name, playback.isPlaying]).toEqual(['hall.mp4', false]);
  });
});

describe('a file that does not open', () => {
  test('is told once, in its own words', async () => {
    video.open = () => Promise.reject(new AppError('not-media', '“notes.mp4” is not a video.'));
    await playback.open(videoFile('notes.mp4'), 'auto', size);
    expect(playback.status).toBe('failed');
    expect(notices.list.map(({ message }) => message)).toEqual(['“notes.mp4” is not a video.']);
  });
});

test('a source slower than real time is played frame by frame, later, and that is said', async () => {
  const clock = new SteppedClock();
  const { pictures } = video;
  video.pictures = async function* (...args) {
    for await (const picture of pictures.apply(video, args)) {
      for (let tick = 0; tick < 12; tick++) await clock.nextTick();
      yield picture;
    }
  };
  const slow = new Playback(video, notices, clock);
  const shown: number[] = [];
  await slow.open(videoFile('slow.mp4'), 'auto', size);
  slow.attach(() => shown.push(1));
  slow.play(1);
  await until(() => slow.isSlowerThanWanted);
  expect(slow.rate).toBeGreaterThan(0.2);
  expect(slow.rate).toBeLessThan(0.7);
  slow.pause();
  expect(shown).toHaveLength(1 + Math.round(slow.position * 10));
});

test('frames at uneven times keep their number', async () => {
  const times = [0, 0.04, 0.08, 0.5, 0.52, 2];
  const uneven = new Playback(new FakeVideo(times), notices, new SteppedClock());
  await uneven.open(videoFile('vfr.mp4'), 'auto', size);
  for (const frame of [5, 3, 0, 4]) {
    await uneven.seekFrame(frame);
    expect([uneven.frame, uneven.position]).toEqual([frame, times[frame]]);
  }
});
