import { afterEach, expect, test, vi } from 'vitest';
import { AppError, detachedTask, type ErrorCode } from '../../../src/base/index.ts';
import type { DecoderChoice } from '../../../src/contract/index.ts';
import { at160, fixture, framesOf, open, spawnFfmpeg } from './fixtures.ts';
import { openClip } from '../../../src/video/index.ts';

afterEach(() => vi.unstubAllGlobals());

const refused: readonly [string, DecoderChoice, ErrorCode][] = [
  ['empty.mp4', 'auto', 'file-empty'],
  ['text.mp4', 'auto', 'not-media'],
  ['text.mp4', 'ffmpeg', 'not-media'],
  ['audio-only.mp4', 'auto', 'no-video-track'],
  ['audio-only.mp4', 'ffmpeg', 'no-video-track'],
  ['audio-only.mp3', 'auto', 'no-video-track'],
  ['audio-only.mp3', 'ffmpeg', 'no-video-track'],
  ['no-frames.mp4', 'auto', 'no-frames'],
  ['no-frames.mp4', 'ffmpeg', 'no-frames'],
  ['truncated-no-index.mp4', 'auto', 'not-media'],
  ['av1.mp4', 'ffmpeg', 'unsupported-codec'],
  ['hevc.mp4', 'webcodecs', 'unsupported-codec'],
  ['mpeg4.avi', 'webcodecs', 'unsupported-codec'],
];

for (const [name, decoder, code] of refused) {
  test(`${name} by ${decoder} is refused as ${code}, naming the file and a remedy`, async () => {
    const error = await failureOf(open(await fixture(name), decoder));
    expect(error.code).toBe(code);
    expect(error.message).toContain(name);
    expect(error.message).toMatch(/\.$/);
    expect(error.remedy).toBeTruthy();
  });
}

test('a recording cut before its index says so', async () => {
  const error = await failureOf(open(await fixture('truncated-no-index.mp4')));
  expect(error.message).toContain('index');
});

for (const decoder of ['webcodecs', 'ffmpeg'] as const) {
  test(`what is left of a truncated recording is decoded by ${decoder}, with a warning`, async () => {
    await using clip = await open(await fixture('truncated.mp4'), decoder);
    expect(clip.info.warnings).toContain('truncated');
    expect(await framesOf(clip, { ...at160, fps: 'all' })).toHaveLength(12);
  });

  test(`a file that can no longer be read is reported by ${decoder}`, async () => {
    const file = await fixture('h264.mp4');
    const gone = new DOMException('gone', 'NotReadableError');
    const { signal } = detachedTask();
    const stale = new File([file], 'stale.mp4');
    Object.defineProperty(stale, 'slice', {
      value: () => ({ arrayBuffer: () => Promise.reject(gone) }),
    });
    const error = await failureOf(openClip(stale, { decoder, spawnFfmpeg }, { signal }));
    expect(error.code).toBe('file-unreadable');
  });
}

test('a clock that runs back is warned of, and frames still come in ascending order', async () => {
  await using clip = await open(await fixture('backwards.mpegts'));
  expect(clip.info.warnings).toContain('timestamps-backwards');
  const times = (await framesOf(clip, { ...at160, fps: 'all' })).map(({ timestamp }) => timestamp);
  expect(times).toHaveLength(24);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('times counted for want of any are warned of', async () => {
  await using clip = await open(await fixture('raw.264'));
  expect(clip.info.warnings).toContain('timestamps-missing');
  expect(clip.info.frameRate).toBe(12);
});

test('a variable frame rate is warned of by both decoders, a steady one by neither', async () => {
  for (const decoder of ['webcodecs', 'ffmpeg'] as const) {
    await using variable = await open(await fixture('vfr.mp4'), decoder);
    expect(variable.info.warnings).toEqual(['variable-frame-rate']);
    await using steady = await open(await fixture('h264.mkv'), decoder);
    expect(steady.info.warnings).toEqual([]);
  }
});

test('without WebAssembly only the ffmpeg decoder is refused', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect((await failureOf(open(await fixture('mpeg4.avi')))).code).toBe('webassembly-unavailable');
  await using clip = await open(await fixture('h264.mp4'));
  expect(clip.info.decoder).toBe('webcodecs');
});

test('without WebCodecs everything goes through ffmpeg', async () => {
  vi.stubGlobal('VideoDecoder', undefined);
  vi.stubGlobal('ImageDecoder', undefined);
  await using clip = await open(await fixture('h264.mp4'));
  expect(clip.info.decoder).toBe('ffmpeg');
  await using picture = await open(await fixture('still.png'));
  expect(await framesOf(picture)).toHaveLength(1);
  expect((await failureOf(open(await fixture('av1.webm')))).code).toBe('unsupported-codec');
});

test('a file whose first frame the browser cannot decode is opened with ffmpeg, saying so', async () => {
  const bytes = new Uint8Array(await (await fixture('h264.mp4')).arrayBuffer());
  // Spoils the parameter sets of the browser's decoder configuration; ffmpeg reads those within the stream.
  const avcC = bytes.findIndex((_, i) => String.fromCharCode(...bytes.subarray(i, i + 4)) === 'avcC');
  bytes.fill(0xff, avcC + 14, avcC + 22);
  const clip = await openClip(new File([bytes], 'odd.mp4'), { decoder: 'auto', spawnFfmpeg }, detachedTask());
  expect(clip.info.decoder).toBe('ffmpeg');
  expect(clip.info.decoderDetail).toContain('first frame');
  await clip[Symbol.asyncDispose]();
});

test('damage in the middle stops the browser’s decoder with the advice to take ffmpeg, which passes over it', async () => {
  const bytes = new Uint8Array(await (await fixture('vp9.webm')).arrayBuffer());
  bytes.fill(0xa5, bytes.length * 0.6, bytes.length * 0.62);
  const damaged = new File([bytes], 'damaged.webm');
  await using clip = await open(damaged, 'auto');
  expect(clip.info.decoder).toBe('webcodecs');
  const error = await failureOf(framesOf(clip));
  expect(error.code).toBe('decoder-failed');
  expect(error.remedy).toContain('ffmpeg');
  await using other = await open(damaged, 'ffmpeg');
  expect((await framesOf(other)).length).toBeGreaterThan(4);
});

async function failureOf(attempt: Promise<unknown>): Promise<AppError> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}
