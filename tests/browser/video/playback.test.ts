import { expect, test } from 'vitest';
import { detachedTask } from '../../../src/base/index.ts';
import type { Picture } from '../../../src/contract/index.ts';
import { fixture, goldenOf, open } from './fixtures.ts';

const clips = [
  ['h264.mp4', 'webcodecs'],
  ['h264.mp4', 'ffmpeg'],
  ['vfr.mp4', 'webcodecs'],
  ['vfr.mp4', 'ffmpeg'],
  ['h264.mpegts', 'webcodecs'],
  ['h264.mpegts', 'ffmpeg'],
  ['offset.mkv', 'ffmpeg'],
  ['raw.264', 'ffmpeg'],
  ['mpeg2.mpg', 'ffmpeg'],
  ['hevc.mkv', 'ffmpeg'],
] as const;

for (const [name, decoder] of clips) {
  test(`${name} by ${decoder}: playback begins with the picture on screen and goes on to the end`, async () => {
    const { times } = goldenOf(name);
    await using clip = await open(await fixture(name), decoder);
    const middle = times.length >> 1;
    const from = (times[middle] as number) + 0.02;
    const shown: number[] = [];
    for await (const picture of clip.pictures({ from, maxWidth: 80, maxHeight: 80 }, detachedTask())) {
      expect([picture.bitmap.width, picture.bitmap.height]).toEqual([80, 60]);
      shown.push(picture.timestamp);
      picture.bitmap.close();
    }
    expectTimes(shown, times.slice(middle));
  });

  test(`${name} by ${decoder}: frame times are those of ffprobe`, async () => {
    await using clip = await open(await fixture(name), decoder);
    expectTimes([...(await clip.frameTimes(detachedTask()))], goldenOf(name).times);
  });
}

test('playback from before the beginning starts with the first picture', async () => {
  for (const decoder of ['webcodecs', 'ffmpeg'] as const) {
    await using clip = await open(await fixture('offset.mkv'), decoder);
    const first = await firstPicture(
      clip.pictures({ from: 0, maxWidth: 999, maxHeight: 999 }, detachedTask()),
    );
    expect(first.timestamp).toBeCloseTo(7.5, 3);
    expect(first.duration).toBeCloseTo(0.083, 3);
    expect(first.bitmap.width).toBe(160);
    first.bitmap.close();
  }
});

test('playback from after the end shows the last picture', async () => {
  for (const decoder of ['webcodecs', 'ffmpeg'] as const) {
    await using clip = await open(await fixture('h264.mp4'), decoder);
    const last = await firstPicture(clip.pictures({ from: 60, maxWidth: 80, maxHeight: 60 }, detachedTask()));
    expect(last.timestamp).toBeCloseTo(23 / 12, 3);
    last.bitmap.close();
  }
});

test('both decoders know how long a clip is', async () => {
  for (const name of [
    'h264.mp4',
    'h264.mkv',
    'h264.mpegts',
    'offset.mkv',
    'fragmented.mp4',
    'edit-list.mp4',
    'h264.flv',
  ]) {
    const { times } = goldenOf(name);
    const length = (times.at(-1) as number) + 1 / 12 - (times[0] as number);
    for (const decoder of ['auto', 'ffmpeg'] as const) {
      await using clip = await open(await fixture(name), decoder);
      expect(clip.info.start).toBeCloseTo(times[0] as number, 3);
      expect(clip.info.duration, `${name} by ${decoder}`).toBeCloseTo(length, 1);
      expect(clip.info.frameRate).toBeCloseTo(12, 0);
    }
  }
});

test('a still is one picture without an end; an animation is played', async () => {
  for (const decoder of ['webcodecs', 'ffmpeg'] as const) {
    await using still = await open(await fixture('still.png'), decoder);
    expect(still.info).toMatchObject({ kind: 'image', duration: 0, frameCount: 1, width: 160, height: 120 });
    const picture = await firstPicture(
      still.pictures({ from: 0, maxWidth: 80, maxHeight: 80 }, detachedTask()),
    );
    expect(picture.bitmap.height).toBe(60);
    picture.bitmap.close();
    await using animation = await open(await fixture('animated.gif'), decoder);
    expectTimes([...(await animation.frameTimes(detachedTask()))], goldenOf('animated.gif').times);
  }
});

test('turned pictures and oblong pixels have their display size in both decoders', async () => {
  for (const decoder of ['webcodecs', 'ffmpeg'] as const) {
    await using turned = await open(await fixture('rotated.mp4'), decoder);
    expect(turned.info).toMatchObject({ width: 120, height: 160, rotation: 90 });
    const picture = await firstPicture(
      turned.pictures({ from: 0, maxWidth: 60, maxHeight: 80 }, detachedTask()),
    );
    expect([picture.bitmap.width, picture.bitmap.height]).toEqual([60, 80]);
    picture.bitmap.close();
    await using oblong = await open(await fixture('sar43.mp4'), decoder);
    expect(oblong.info).toMatchObject({ width: 213, height: 120, rotation: 0 });
  }
});

async function firstPicture(pictures: AsyncGenerator<Picture, void>): Promise<Picture> {
  for await (const picture of pictures) return picture;
  throw new Error('no picture');
}

function expectTimes(times: readonly number[], expected: readonly number[]): void {
  expect(times).toHaveLength(expected.length);
  times.forEach((time, i) => expect(Math.abs(time - (expected[i] as number))).toBeLessThanOrEqual(1e-3));
}
