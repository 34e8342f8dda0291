import { expect, test } from 'vitest';
import native from '../../fixtures/video/facts.json';
import { detachedTask, isAbort } from '../../../src/base/index.ts';
import { createVideoService } from '../../../src/video/index.ts';
import { containerFacts } from '../../../src/video/facts/read-facts.ts';
import { fixture, spawnFfmpeg } from './fixtures.ts';

/** What native ffprobe says: see scripts/goldens/clip_facts.py. */
interface NativeFacts {
  readonly codec_name: string;
  readonly profile: string | null;
  readonly level: number | null;
  readonly width: number;
  readonly height: number;
  readonly color_range: string | null;
  readonly color_space: string | null;
  readonly pix_fmt: string;
  readonly rotation: number;
  readonly duration: number | null;
  readonly frames: number;
  readonly hidden: number;
  readonly keyFrames: number;
  readonly longestGroup: number;
  readonly first: number;
  readonly last: number;
  readonly shortest: number;
  readonly longest: number;
  readonly bytes: number;
  readonly isReordered: boolean;
  readonly sounds: readonly (readonly [string, number, number])[];
}

const byFfprobe = /\.(avi|wmv|flv|mpg)$|mpeg4/;

for (const [name, golden] of Object.entries(native) as unknown as [string, NativeFacts][]) {
  test(`${name}: codec, geometry, packets, colour and sound as native ffprobe has them`, async () => {
    const facts = await containerFacts(await fixture(name), spawnFfmpeg, detachedTask());
    expect(facts.readBy).toBe(byFfprobe.test(name) ? 'ffprobe in ffmpeg.wasm' : 'mediabunny');
    const { video, sounds } = facts;
    const { packets } = video ?? {};
    expect(video).toMatchObject({ codec: golden.codec_name, width: golden.width, height: golden.height });
    expect(video?.rotation).toBe(golden.rotation);
    const { frames, hidden, keyFrames, longestGroup, isReordered } = golden;
    expect(packets).toMatchObject({ frames, hidden, keyFrames, longestGroup, isReordered });
    expect(packets?.first).toBeCloseTo(golden.first, 5);
    expect(packets?.last).toBeCloseTo(golden.last, 5);
    // ffprobe prints times to the microsecond.
    expect(1 / (packets?.rate?.max ?? 0)).toBeCloseTo(golden.shortest, 5);
    expect(1 / (packets?.rate?.min ?? 0)).toBeCloseTo(golden.longest, 5);
    expect(packets?.rate?.isConstant).toBe(!name.startsWith('vfr'));
    expect(sounds.map(({ codec, channels, sampleRate }) => [codec, channels, sampleRate])).toEqual(
      golden.sounds,
    );
    // Transport streams: mediabunny counts a zero before some start codes as ffprobe does not.
    const slack = name.endsWith('.mpegts') ? 2 * frames : 0;
    expect(Math.abs((packets?.bytes ?? 0) - golden.bytes)).toBeLessThanOrEqual(slack);
    if (facts.duration !== null && golden.duration !== null)
      expect(facts.duration).toBeCloseTo(golden.duration, 2);
    if (golden.codec_name === 'h264') {
      expect(video).toMatchObject({ profile: golden.profile, level: ((golden.level ?? 0) / 10).toFixed(1) });
      expect(video).toMatchObject({ pixelFormat: golden.pix_fmt.replace('yuvj', 'yuv') });
      // Macroblocks are 16 × 16.
      if (facts.readBy === 'mediabunny') expect(video?.coded).toEqual({ width: 160, height: 128 });
    }
    if (golden.codec_name === 'hevc') {
      expect(video).toMatchObject({ profile: golden.profile, level: ((golden.level ?? 0) / 30).toFixed(1) });
    }
    if (golden.color_space !== null) expect(video?.matrix).toBe(golden.color_space);
    if (golden.color_range !== null) expect(video?.isFullRange ?? false).toBe(golden.color_range === 'pc');
  });
}

test('the service gives the table of an open clip, in groups', async () => {
  const service = createVideoService(spawnFfmpeg);
  const { clipId } = await service.open(await fixture('sound.mp4'), 'auto', detachedTask());
  const groups = await service.facts(clipId, detachedTask());
  expect(groups.map(({ title }) => title)).toEqual(['General', 'Video', 'Sound']);
  const value = (title: string, name: string) =>
    groups.find((group) => group.title === title)?.facts.find((fact) => fact.name === name)?.value;
  expect(value('General', 'Declared length')).toBe('00:00:02.000');
  expect(value('Video', 'Frame rate')).toBe('constant, 12 fps on average');
  expect(value('Video', 'Codec')).toBe('h264 (avc1.64000b)');
  expect(value('Video', 'B-frames')).toMatch(/^yes/);
  expect(value('Sound', 'Sample rate')).toBe('16\u2009000 Hz');
  await service.close(clipId, detachedTask());
  await expect(service.facts(clipId, detachedTask())).rejects.toThrow(/closed/);
});

test('a variable rate is said with its lowest and highest, an edit list with what it hides', async () => {
  const variable = await containerFacts(await fixture('vfr.mp4'), spawnFfmpeg, detachedTask());
  expect(variable.video?.packets.rate).toMatchObject({ isConstant: false, min: 4 });
  const cut = await containerFacts(await fixture('edit-list.mp4'), spawnFfmpeg, detachedTask());
  expect(cut.video?.packets.hidden).toBe(6);
});

test('reading facts ends when it is cancelled', async () => {
  const signal = AbortSignal.abort();
  await expect(containerFacts(await fixture('h264.mp4'), spawnFfmpeg, { signal })).rejects.toSatisfy(isAbort);
});
