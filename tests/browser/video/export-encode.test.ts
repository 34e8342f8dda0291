import { ALL_FORMATS, BlobSource, EncodedPacketSink, Input } from 'mediabunny';
import { afterEach, expect, test, vi } from 'vitest';
import { detachedTask, isAbort } from '../../../src/base/index.ts';
import type { ClipMethod, FinishedExport, ProbabilityTrack, RgbImage } from '../../../src/contract/index.ts';
import { createExportService } from '../../../src/workers/export-service.ts';
import { blockDifference } from './block-difference.ts';
import { countWorkers } from './count-workers.ts';
import { fixture, framesOf, goldenOf, open, spawnFfmpeg } from './fixtures.ts';

const service = createExportService(spawnFfmpeg);

afterEach(() => vi.unstubAllGlobals());

async function encode(
  name: string,
  from: number,
  to: number,
  method: ClipMethod = { kind: 'encode' },
): Promise<FinishedExport> {
  const source = { file: await fixture(name), decoder: 'auto', sha256: null } as const;
  return service.clip({ source, from, to, method }, detachedTask());
}

async function timesOf(blob: Blob): Promise<number[]> {
  using input = new Input({ source: new BlobSource(blob), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  const times: number[] = [];
  if (!track) return times;
  for await (const { timestamp } of new EncodedPacketSink(track).packets()) times.push(timestamp);
  return times.sort((a, b) => a - b);
}

/** MP4 files are written in units of 1/57600 s here. */
const tick = 1 / 57_600;

/** Means over blocks of 8 × 8: coding blurs within them. A wrong colour matrix shifts them by 6.9 in this pattern. */
const blockTolerance = 4.5;

const spans: readonly [name: string, encoder: 'webcodecs' | 'x264', first: number, last: number][] = [
  ['h264.mp4', 'webcodecs', 5, 17],
  ['vfr.mp4', 'webcodecs', 2, 9],
  ['vfr.mp4', 'x264', 2, 9],
  ['mpeg4.avi', 'webcodecs', 5, 17],
  ['mpeg4.avi', 'x264', 5, 17],
  ['offset.mkv', 'webcodecs', 3, 8],
  ['sar43.mp4', 'webcodecs', 0, 4],
];

for (const [name, encoder, first, last] of spans) {
  test(`${name} by ${encoder}: exactly the frames of the span, at the source's intervals, looking alike`, async () => {
    if (encoder === 'x264') vi.stubGlobal('VideoEncoder', undefined);
    const { times } = goldenOf(name);
    const wanted = times.slice(first, last + 1);
    const [from, to] = [wanted[0] as number, wanted.at(-1) as number];
    const made = await encode(name, from, to);
    expect(made.detail).toContain(encoder === 'x264' ? 'libx264 in ffmpeg.wasm' : 'WebCodecs H.264');
    const got = await timesOf(made.blob);
    expect(got).toHaveLength(wanted.length);
    got.forEach((time, at) =>
      expect(Math.abs(time - ((wanted[at] as number) - from))).toBeLessThan(tick + 1e-6),
    );
    await using after = await open(new File([made.blob], made.name), 'ffmpeg');
    expect([after.info.width, after.info.height].map((side) => side % 2)).toEqual([0, 0]);
    const source = await shownImages(name, first, last);
    const { width, height } = source[0] as RgbImage;
    const encoded = await framesOf(after, {
      fps: 'all',
      size: { fit: 'exact', ...evenOf({ width, height }) },
    });
    expect(encoded).toHaveLength(source.length);
    encoded.forEach(({ image }, at) => {
      const own = source[at] as RgbImage;
      expect(blockDifference(image, own)).toBeLessThan(blockTolerance);
      // The test pattern moves: every neighbour is further away than the frame itself.
      expect(blockDifference(image, own)).toBeLessThan(
        blockDifference(image, source[at === 0 ? 1 : at - 1] as RgbImage),
      );
    });
  });
}

const track: ProbabilityTrack = {
  kind: 'probabilities',
  labels: ['Fire', 'Normal'],
  timestamps: Float64Array.of(0, 2),
  values: Float32Array.of(1, 0, 1, 0),
};
const looks = [
  { label: 'Fire', code: 'Fi', colour: 'rgb(255, 128, 64)', ink: '#000000' },
  { label: 'Normal', code: 'No', colour: 'rgb(128, 64, 192)', ink: '#000000' },
];

test('the annotated clip has the bar of the leading class, full, and none of the other', async () => {
  const made = await encode('hd-untagged.mp4', 0, 0.4, { kind: 'annotate', overlay: { track, looks } });
  expect(made.kind).toBe('annotated-clip');
  expect(made.name).toMatch(/_annotated\.mp4$/);
  await using clip = await open(new File([made.blob], made.name), 'ffmpeg');
  const { width, height } = clip.info;
  const [frame] = await framesOf(clip, { fps: 'all', size: { fit: 'exact', width, height } });
  const image = frame?.image as RgbImage;
  const [bare] = await shownImages('hd-untagged.mp4', 0, 0);
  const corner = { left: 0, top: 0, right: 400, bottom: 160 };
  const [first, second] = [
    nearPixels(image, [255, 128, 64], corner),
    nearPixels(image, [128, 64, 192], corner),
  ];
  // Both have the ground of their letters; only the leading one has a bar and the mark beside its name.
  expect(second).toBeGreaterThan(200);
  expect(first).toBeGreaterThan(2 * second);
  const { width: w, data } = bare as RgbImage;
  const strip = (top: number, bottom: number) => meanOf(image.data, data, top * w * 3, bottom * w * 3);
  expect(strip(height - 30, height)).toBeGreaterThan(40);
  expect(strip(400, 600)).toBeLessThan(8);
});

test('cancelling an encoding leaves no worker and no file, with either encoder', async () => {
  for (const encoder of ['webcodecs', 'x264'] as const) {
    if (encoder === 'x264') vi.stubGlobal('VideoEncoder', undefined);
    const workers = countWorkers();
    const abort = new AbortController();
    const source = { file: await fixture('mpeg4.avi'), decoder: 'auto', sha256: null } as const;
    const task = { signal: abort.signal, onProgress: () => abort.abort() };
    const encoding = service.clip({ source, from: 0, to: 2, method: { kind: 'encode' } }, task);
    await expect(encoding).rejects.toSatisfy(isAbort);
    await vi.waitFor(() => expect(workers.alive()).toBe(0));
    vi.unstubAllGlobals();
  }
});

test('progress counts the frames up to the last', async () => {
  const seen: (readonly [number, number | undefined])[] = [];
  const source = { file: await fixture('h264.mp4'), decoder: 'auto', sha256: null } as const;
  const onProgress = ({ stage, done, total }: { stage: string; done: number; total?: number }) => {
    if (stage === 'encoding') seen.push([done, total]);
  };
  await service.clip(
    { source, from: 0, to: 0.5, method: { kind: 'encode' } },
    { ...detachedTask(), onProgress },
  );
  expect(seen.map(([done]) => done)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(seen.at(-1)?.[1]).toBe(7);
});

/** The pictures as the player shows them. */
async function shownImages(name: string, first: number, last: number): Promise<RgbImage[]> {
  await using clip = await open(await fixture(name));
  const images: RgbImage[] = [];
  for await (const { bitmap } of clip.pictures(
    { from: 0, maxWidth: 9999, maxHeight: 9999 },
    detachedTask(),
  )) {
    images.push(imageOf(bitmap));
    if (images.length > last) break;
  }
  return images.slice(first);
}

/** Closes the bitmap. */
function imageOf(bitmap: ImageBitmap): RgbImage {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', {
    alpha: false,
    willReadFrequently: true,
  });
  if (!context) throw new Error('no 2d canvas');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, data: new Uint8Array(data.filter((_, at) => at % 4 !== 3)) };
}

function evenOf({ width, height }: { width: number; height: number }): { width: number; height: number } {
  return { width: width + (width % 2), height: height + (height % 2) };
}

/** Mean absolute difference of the values [from, to), of 255. */
function meanOf(a: Uint8Array, b: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += Math.abs((a[i] as number) - (b[i] as number));
  return sum / (to - from);
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Pixels within 60 of a colour in each channel: chroma of half the resolution blurs edges. */
function nearPixels({ data, width }: RgbImage, colour: readonly number[], box: Box): number {
  let count = 0;
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      const at = (y * width + x) * 3;
      if (colour.every((value, c) => Math.abs((data[at + c] as number) - value) < 60)) count++;
    }
  }
  return count;
}
