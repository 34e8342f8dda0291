import { afterAll, beforeAll, expect, test } from 'vitest';
import goldens from '../../fixtures/video/numbered/goldens.json';
import { seededRandom } from '../../../src/base/index.ts';
import type { DecoderName, VideoService } from '../../../src/contract/index.ts';
import { indexAtOrBefore, Notices, Playback } from '../../../src/state/index.ts';
import { connect } from '../../../src/workers/connect.ts';
import { fixture } from './fixtures.ts';
import { NumberReader } from './numbered-picture.ts';

/** Clips and the decoders that read them. A proxy does not exist: every picture comes from the file itself. */
const clips: readonly (readonly [name: keyof typeof goldens, ...DecoderName[]])[] = [
  ['b-frames.mp4', 'webcodecs', 'ffmpeg'],
  ['open-gop.mp4', 'webcodecs', 'ffmpeg'],
  ['open-gop.mpegts', 'webcodecs', 'ffmpeg'],
  ['variable.mp4', 'webcodecs', 'ffmpeg'],
  ['variable.mkv', 'webcodecs', 'ffmpeg'],
  ['edit-list.mp4', 'webcodecs', 'ffmpeg'],
  ['vp9.webm', 'webcodecs', 'ffmpeg'],
  ['b-frames.flv', 'ffmpeg'],
  ['b-frames.avi', 'ffmpeg'],
  ['b-frames.264', 'ffmpeg'],
  ['low-delay.264', 'ffmpeg'],
  ['hevc.mkv', 'ffmpeg'],
  ['wmv2.wmv', 'ffmpeg'],
  ['mjpeg.avi', 'ffmpeg'],
  ['mpeg2.mpg', 'ffmpeg'],
];

/**
 * ffmpeg.wasm takes a fresh core for each seek, a sixth of a second: `VITE_SEEKS=200 npx vitest run --project browser
 * tests/browser/video/seek.test.ts` tries as many there, in some ten minutes.
 */
const seeksBy: Readonly<Record<DecoderName, number>> = {
  webcodecs: 200,
  ffmpeg: Number(import.meta.env['VITE_SEEKS'] ?? 4),
};
/** Smaller than the clips are, so that true pixels have to be decoded anew. */
const fitted = { maxWidth: 80, maxHeight: 48 };
/** Containers round times: to whole milliseconds in Matroska, ASF and FLV. */
const timeTolerance = 1e-3;

let video: VideoService & Disposable;
const table: string[] = [];

/** As the app's own worker, but one that starts decoders without the rest of the room: see fixtures.ts. */
beforeAll(() => {
  const worker = new Worker(new URL('./quick-video.worker.ts', import.meta.url), { type: 'module' });
  video = connect<VideoService>(worker, ['frames', 'pictures']);
});
afterAll(() => {
  video[Symbol.dispose]();
  console.log(['| clip | decoder | right | s |', '|---|---|---|---|', ...table].join('\n'));
});

for (const [name, ...decoders] of clips) {
  for (const decoder of decoders) {
    const seeks = seeksBy[decoder];
    test(`${name} by ${decoder}: picture, number and time belong together after ${seeks} seeks`, async () => {
      const began = performance.now();
      const frames = goldens[name] as [time: number, number: number][];
      const player = await openPlayer(`numbered/${name}`, decoder);
      const { playback } = player;
      expect([...(playback.frameTimes ?? [])].map(rounded)).toEqual(frames.map(([time]) => rounded(time)));
      const wrong: string[] = [];
      const random = seededRandom(name.length * 31 + decoder.length);
      let at = 0;
      for (let seek = 0; seek < seeks; seek++) {
        const move = drawMove(random, frames, at);
        at = move.leadsTo;
        await move.make(playback);
        const fault = faultOf(player, frames, at);
        if (fault) wrong.push(`${seek}. ${move.title}: ${fault}`);
      }
      await playback.close();
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      table.push(`| ${name} | ${decoder} | ${seeks - wrong.length}/${seeks} | ${seconds} |`);
      expect(wrong).toEqual([]);
    });
  }
}

interface Player {
  readonly playback: Playback;
  /** Number in the picture that was drawn last. */
  readonly drawn: () => number | string;
}

async function openPlayer(name: string, decoder: DecoderName): Promise<Player> {
  const notices = new Notices();
  const clock = { now: () => performance.now(), nextTick: () => Promise.resolve() };
  const playback = new Playback(video, notices, clock);
  const reader = new NumberReader();
  let drawn: number | string = 'nothing';
  playback.attach((bitmap) => {
    try {
      drawn = reader.read(bitmap);
    } catch (error) {
      drawn = String(error);
    }
  });
  await playback.open(await fixture(name), decoder, fitted);
  expect(notices.list).toEqual([]);
  expect(playback.info?.decoder).toBe(decoder);
  await expect.poll(() => playback.frameTimes).not.toBeNull();
  return { playback, drawn: () => drawn };
}

interface Move {
  readonly title: string;
  /** Number of the golden frame that it leads to. */
  readonly leadsTo: number;
  make(playback: Playback): Promise<void>;
}

/** Any time and any frame, steps either way, and the size changed under the picture. */
function drawMove(random: () => number, frames: readonly [time: number, number: number][], at: number): Move {
  const kind = random();
  const last = frames.length - 1;
  if (kind < 0.4) {
    const [first, end] = [frames[0]?.[0] ?? 0, frames[last]?.[0] ?? 0];
    const time = first - 0.2 + random() * (end - first + 0.4);
    const leadsTo = indexAtOrBefore(
      frames.map(([golden]) => golden),
      time,
    );
    return { title: `to ${time.toFixed(4)} s`, leadsTo, make: (playback) => playback.seek(time) };
  }
  if (kind < 0.6) {
    const leadsTo = Math.floor(random() * frames.length);
    return { title: `to frame ${leadsTo}`, leadsTo, make: (playback) => playback.seekFrame(leadsTo) };
  }
  if (kind < 0.95) {
    const direction = random() < 0.5 ? 1 : -1;
    const leadsTo = Math.min(last, Math.max(0, at + direction));
    return { title: `step ${direction}`, leadsTo, make: (playback) => playback.step(direction) };
  }
  return {
    title: 'change of size',
    leadsTo: at,
    make: (playback) => playback.showTrueSize(!playback.isTrueSize),
  };
}

function faultOf(
  { playback, drawn }: Player,
  frames: readonly [number, number][],
  at: number,
): string | null {
  const [time, number] = frames[at] as [number, number];
  const shown = { picture: drawn(), frame: playback.frame, time: playback.position };
  const isRight =
    shown.picture === number && shown.frame === at && Math.abs(shown.time - time) <= timeTolerance;
  return isRight ? null : `shows ${JSON.stringify(shown)} instead of ${at}, ${number} at ${time} s`;
}

function rounded(time: number): string {
  return time.toFixed(3);
}
