import { expect, test } from 'vitest';
import { detachedTask } from '../../../src/base/index.ts';
import type { DecoderChoice, ExaminedFile, Fingerprint } from '../../../src/contract/index.ts';
import { distance, examineClip } from '../../../src/training/pure.ts';
import { fixture, open } from '../video/fixtures.ts';

async function examine(name: string, decoder: DecoderChoice = 'auto'): Promise<ExaminedFile> {
  await using clip = await open(await fixture(name), decoder);
  return await examineClip(clip, '00', name, detachedTask());
}

function printOf(examined: ExaminedFile): Fingerprint {
  if (examined.kind === 'unreadable') throw new Error(examined.reason);
  return examined.fingerprint;
}

/** The same two seconds of footage in other containers, codecs and frame times. */
const alike: readonly [string, DecoderChoice][] = [
  ['h264.mp4', 'ffmpeg'],
  ['h264.mkv', 'webcodecs'],
  ['h264.avi', 'ffmpeg'],
  ['mpeg4.avi', 'ffmpeg'],
  ['wmv2.wmv', 'ffmpeg'],
  ['vp9.webm', 'webcodecs'],
  ['offset.mpegts', 'webcodecs'],
  ['vfr.mkv', 'webcodecs'],
  // Its container knows no duration.
  ['raw.264', 'ffmpeg'],
];

test.each(alike)(
  '%s by %s has the fingerprint of the same footage in another file',
  async (name, decoder) => {
    const first = printOf(await examine('h264.mp4', 'webcodecs'));
    const other = printOf(await examine(name, decoder));
    expect(first.frames).toHaveLength(8);
    expect(other.frames).toHaveLength(8);
    expect(distance(first.background, other.background)).toBeLessThanOrEqual(4);
    first.frames.forEach((hash, n) => {
      // The bound for near-duplicates; the most seen is 2.
      expect(distance(hash, other.frames[n] as string)).toBeLessThanOrEqual(4);
    });
  },
);

test.each(['animated.gif', 'rotated.mp4'])('%s, which shows something else, is far from it', async (name) => {
  const first = printOf(await examine('h264.mp4'));
  expect(distance(first.background, printOf(await examine(name)).background)).toBeGreaterThan(20);
});

test('a picture has one frame and no duration; a cut recording has the frames that are left', async () => {
  expect(await examine('still.jpg')).toMatchObject({
    media: 'image',
    duration: 0,
    fingerprint: { frames: { length: 1 } },
  });
  expect(await examine('truncated.mp4')).toMatchObject({
    media: 'video',
    fingerprint: { frames: { length: 4 } },
  });
});
