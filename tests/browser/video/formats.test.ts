import { afterAll, expect, test } from 'vitest';
import type { DecoderName } from '../../../src/contract/index.ts';
import { framesOf, fixture, goldenOf, goldenPicture, meanDifference, open } from './fixtures.ts';

/** File, its container and codec, and the decoders that must read it; the first is what `auto` takes. */
const formats: readonly [string, string, string, ...DecoderName[]][] = [
  ['h264.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['h264.mov', 'mov', 'h264', 'webcodecs', 'ffmpeg'],
  ['h264.mkv', 'matroska', 'h264', 'webcodecs', 'ffmpeg'],
  ['h264.mpegts', 'mpegts', 'h264', 'webcodecs', 'ffmpeg'],
  ['h264.flv', 'flv', 'h264', 'ffmpeg'],
  ['h264.avi', 'avi', 'h264', 'ffmpeg'],
  ['raw.264', 'h264', 'h264', 'ffmpeg'],
  ['junk-header.dav', 'h264', 'h264', 'ffmpeg'],
  ['fragmented.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['vfr.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['vfr.mkv', 'matroska', 'h264', 'webcodecs', 'ffmpeg'],
  ['edit-list.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['offset.mkv', 'matroska', 'h264', 'webcodecs', 'ffmpeg'],
  ['offset.mpegts', 'mpegts', 'h264', 'webcodecs', 'ffmpeg'],
  ['rotated.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['sar43.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['bt709-full.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['hd-untagged.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['h264-444.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['hi10.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['vp8.webm', 'webm', 'vp8', 'webcodecs', 'ffmpeg'],
  ['vp9.webm', 'webm', 'vp9', 'webcodecs', 'ffmpeg'],
  ['vp9.mkv', 'matroska', 'vp9', 'webcodecs', 'ffmpeg'],
  ['av1.mp4', 'mp4', 'av1', 'webcodecs'],
  ['av1.webm', 'webm', 'av1', 'webcodecs'],
  ['hevc.mp4', 'mp4', 'hevc', 'ffmpeg'],
  ['hevc.mkv', 'matroska', 'hevc', 'ffmpeg'],
  ['hevc10.mp4', 'mp4', 'hevc', 'ffmpeg'],
  ['mpeg4.mp4', 'mp4', 'mpeg4', 'ffmpeg'],
  ['mpeg4.avi', 'avi', 'mpeg4', 'ffmpeg'],
  ['xvid.avi', 'avi', 'mpeg4', 'ffmpeg'],
  ['mjpeg.avi', 'avi', 'mjpeg', 'ffmpeg'],
  ['mjpeg.mov', 'mov', 'mjpeg', 'ffmpeg'],
  ['wmv2.wmv', 'asf', 'wmv2', 'ffmpeg'],
  ['flv1.flv', 'flv', 'flv1', 'ffmpeg'],
  ['mpeg2.mpg', 'mpeg', 'mpeg2video', 'ffmpeg'],
  ['mpeg2.mpegts', 'mpegts', 'mpeg2video', 'ffmpeg'],
  ['still.png', 'png', 'png', 'webcodecs', 'ffmpeg'],
  ['still.jpg', 'jpeg', 'jpeg', 'webcodecs', 'ffmpeg'],
  ['animated.gif', 'gif', 'gif', 'webcodecs', 'ffmpeg'],
  ['eight-k.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['one-pixel.avi', 'avi', 'mjpeg', 'ffmpeg'],
  ['two-pixels.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['one-frame.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['zero-rate.avi', 'avi', 'mpeg4', 'ffmpeg'],
  ['truncated.mp4', 'mp4', 'h264', 'webcodecs', 'ffmpeg'],
  ['truncated.avi', 'avi', 'mpeg4', 'ffmpeg'],
];

/** Pictures may differ from native ffmpeg's by this much of 255 on average. */
const pictureTolerance = 3;

const table: string[] = [];

for (const [name, container, codec, first, ...others] of formats) {
  for (const [choice, decoder] of [
    ['auto', first] as const,
    ...others.map((other) => [other, other] as const),
  ]) {
    test(`${name} by ${choice}: frames, times and picture as native ffmpeg has them`, async () => {
      const golden = goldenOf(name);
      await using clip = await open(await fixture(name), choice);
      expect(clip.info).toMatchObject({ container, decoder: decoder as DecoderName });
      if (clip.info.kind === 'video') expect(clip.info.codec).toBe(codec);
      const frames = await framesOf(clip);
      const times = frames.map(({ timestamp }) => timestamp);
      const row = [
        name,
        container,
        clip.info.codec,
        clip.info.decoderDetail,
        golden.sampled.length,
        frames.length,
      ];
      let difference = NaN;
      if (golden.pictured !== undefined && frames[golden.pictured]) {
        const { image } = frames[golden.pictured] as (typeof frames)[number];
        difference = meanDifference(image, await goldenPicture(name));
      }
      table.push(`| ${[...row, Number.isNaN(difference) ? '' : difference.toFixed(2)].join(' | ')} |`);
      expectTimes(times, golden.sampled);
      if (!Number.isNaN(difference)) expect(difference).toBeLessThanOrEqual(pictureTolerance);
    });
  }
}

afterAll(() => {
  const head = '| file | container | codec | decoder | frames expected | got | mean difference / 255 |';
  console.log([head, '|---|---|---|---|---|---|---|', ...table].join('\n'));
});

function expectTimes(times: readonly number[], expected: readonly number[]): void {
  expect(times.map((time) => time.toFixed(3))).toHaveLength(expected.length);
  times.forEach((time, i) => expect(Math.abs(time - (expected[i] as number))).toBeLessThanOrEqual(1e-3));
}
