import { expect, test } from 'vitest';
import goldens from '../../fixtures/video/numbered/goldens.json';
import { detachedTask } from '../../../src/base/index.ts';
import type { DecoderName, ThumbnailPlan } from '../../../src/contract/index.ts';
import { indexAtOrBefore } from '../../../src/state/nearest-index.ts';
import { createVideoService } from '../../../src/video/index.ts';
import { fixture, open, spawnFfmpeg } from './fixtures.ts';
import { NumberReader } from './numbered-picture.ts';

const clips: readonly (readonly [keyof typeof goldens, DecoderName])[] = [
  ['b-frames.mp4', 'webcodecs'],
  ['b-frames.mp4', 'ffmpeg'],
  ['open-gop.mpegts', 'webcodecs'],
  ['variable.mkv', 'ffmpeg'],
  ['low-delay.264', 'ffmpeg'],
];

interface Shown {
  readonly wanted: number;
  readonly timestamp: number;
  readonly number: number;
}

async function thumbnailsOf(name: string, decoder: DecoderName, plan: ThumbnailPlan): Promise<Shown[]> {
  await using clip = await open(await fixture(`numbered/${name}`), decoder);
  const reader = new NumberReader();
  const shown: Shown[] = [];
  for await (const { wanted, timestamp, bitmap } of clip.thumbnails(plan, detachedTask())) {
    shown.push({ wanted, timestamp, number: reader.read(bitmap) });
    bitmap.close();
  }
  return shown;
}

const size = { maxWidth: 80, maxHeight: 48 };

for (const [name, decoder] of clips) {
  const frames = goldens[name] as [number, number][];
  const times = frames.map(([time]) => time);
  const [first, last] = [times[0] as number, times.at(-1) as number];

  test(`${name} by ${decoder}: without slack each thumbnail is the very frame on screen`, async () => {
    const wanted = [0.13, 0.29, 0.3, 0.61, 0.98].map((share) => first + share * (last - first));
    const shown = await thumbnailsOf(name, decoder, { times: wanted, slack: 0, ...size });
    expect(shown.map((thumbnail) => thumbnail.wanted)).toEqual(wanted);
    for (const { wanted: at, timestamp, number } of shown) {
      const [time, golden] = frames[indexAtOrBefore(times, at)] as [number, number];
      expect(number).toBe(golden);
      expect(timestamp).toBeCloseTo(time, 3);
    }
  });

  test(`${name} by ${decoder}: with slack it lies within, and still knows its own time`, async () => {
    const wanted = [0.5, 1.5, 2.5].map((seconds) => first + seconds);
    const shown = await thumbnailsOf(name, decoder, { times: wanted, slack: 0.4, ...size });
    expect(shown).toHaveLength(3);
    for (const { wanted: at, timestamp, number } of shown) {
      // The frame on screen may have begun long before where frames are far apart.
      const held = at - (times[indexAtOrBefore(times, at)] as number);
      expect(Math.abs(timestamp - at)).toBeLessThanOrEqual(0.4 + held + 1e-3);
      const [time, golden] = frames[indexAtOrBefore(times, timestamp, 1e-3)] as [number, number];
      expect([number, timestamp.toFixed(3)]).toEqual([golden, time.toFixed(3)]);
    }
  });
}

test('a poster is 160 px wide, at most 10 kB, and no black picture', async () => {
  const service = createVideoService(spawnFfmpeg);
  for (const [name, height] of [
    ['hd-untagged.mp4', 90],
    ['rotated.mp4', 160],
    ['mpeg4.avi', 120],
    ['still.jpg', 120],
  ] as const) {
    const poster = await service.poster(await fixture(name), 'auto', detachedTask());
    expect(poster.type).toMatch(/^image\/(webp|jpeg)$/);
    expect(poster.size).toBeLessThanOrEqual(10_000);
    const bitmap = await createImageBitmap(poster);
    expect([bitmap.width, bitmap.height]).toEqual([
      name === 'rotated.mp4' ? 120 : 160,
      name === 'rotated.mp4' ? 160 : height,
    ]);
    bitmap.close();
  }
});
