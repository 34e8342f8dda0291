import { expect, test } from 'vitest';
import { AppError, detachedTask, heatColour } from '../../../src/base/index.ts';
import type {
  DecoderChoice,
  FinishedExport,
  Frame,
  HeatPicture,
  StillRequest,
} from '../../../src/contract/index.ts';
import { createExportService } from '../../../src/workers/export-service.ts';
import { blockDifference } from './block-difference.ts';
import { fixture, framesOf, goldenOf, open, spawnFfmpeg } from './fixtures.ts';

const service = createExportService(spawnFfmpeg);
const sha256 = 'ab'.repeat(32);

async function still(
  name: string,
  at: number,
  decoder: DecoderChoice = 'auto',
  more: Partial<StillRequest> = {},
): Promise<FinishedExport> {
  const source = { file: await fixture(name), decoder, sha256 };
  return service.still({ source, at, frame: 7, hasCaption: false, reading: null, ...more }, detachedTask());
}

const moments: readonly [name: string, decoder: DecoderChoice, frame: number][] = [
  ['h264.mp4', 'webcodecs', 7],
  ['h264.mp4', 'ffmpeg', 7],
  ['rotated.mp4', 'webcodecs', 7],
  ['vfr.mkv', 'webcodecs', 8],
  ['mpeg4.avi', 'ffmpeg', 13],
  ['av1.webm', 'webcodecs', 7],
];

for (const [name, decoder, frame] of moments) {
  test(`${name} by ${decoder}: the still is the shown frame, pixel by pixel, and no neighbour`, async () => {
    const at = goldenOf(name).times[frame] as number;
    const made = await still(name, at, decoder);
    const pixels = await pixelsOf(await createImageBitmap(made.blob));
    await using clip = await open(await fixture(name), decoder);
    const { width, height } = clip.info;
    const near: boolean[] = [];
    for await (const { bitmap, timestamp } of clip.pictures(
      { from: 0, maxWidth: 9999, maxHeight: 9999 },
      detachedTask(),
    )) {
      const { data } = await pixelsOf(bitmap);
      if (Math.abs(timestamp - at) < 0.3) near.push(data.every((value, i) => value === pixels.data[i]));
    }
    expect([pixels.width, pixels.height]).toEqual([width, height]);
    expect(near.length).toBeGreaterThan(1);
    expect(near.filter(Boolean)).toHaveLength(1);
  });
}

test('the still has the colours of ffmpeg, declared or not, whoever decodes', async () => {
  for (const name of ['bt709-full.mp4', 'mpeg4.avi', 'h264.mp4', 'vp9.webm', 'av1.mp4']) {
    await using clip = await open(await fixture(name), name.startsWith('av1') ? 'webcodecs' : 'ffmpeg');
    const { width, height } = clip.info;
    const plan = { fps: 'all', size: { fit: 'exact', width, height } } as const;
    const { timestamp, image } = (await framesOf(clip, plan))[3] as Frame;
    const { data } = await pixelsOf(await createImageBitmap((await still(name, timestamp)).blob));
    const stillImage = { width, height, data: new Uint8Array(data.filter((_, at) => at % 4 !== 3)) };
    // As in formats.test.ts; over blocks of 8 × 8, since the browser interpolates chroma where ffmpeg repeats it.
    expect(blockDifference(stillImage, image), name).toBeLessThan(3);
  }
});

test('the caption lies below the picture, which stays as it was', async () => {
  const at = goldenOf('h264.mp4').times[7] as number;
  const bare = await pixelsOf(await createImageBitmap((await still('h264.mp4', at)).blob));
  const captioned = await still('h264.mp4', at, 'auto', { hasCaption: true });
  const picture = await pixelsOf(await createImageBitmap(captioned.blob));
  expect(picture.width).toBe(bare.width);
  expect(picture.height).toBeGreaterThan(bare.height + 20);
  expect(picture.data.subarray(0, bare.data.length)).toEqual(bare.data);
  const strip = picture.data.subarray(bare.data.length);
  const [ground, ink] = [
    strip.filter((value) => value < 30).length,
    strip.filter((value) => value > 200).length,
  ];
  expect(ground).toBeGreaterThan(strip.length / 4);
  // A quarter of all values is alpha, 255 everywhere; the letters add to it.
  expect(ink).toBeGreaterThan(strip.length / 4 + 100);
});

test('beside its heat the frame stays as it was, and the heat lies where its region says', async () => {
  const at = goldenOf('h264.mp4').times[7] as number;
  const bare = await pixelsOf(await createImageBitmap((await still('h264.mp4', at)).blob));
  const heat: HeatPicture = {
    model: { id: 'vigil-test', sha256: 'cd'.repeat(32) },
    label: 'Fire',
    probability: 0.75,
    method: 'Grad-CAM',
    window: { from: 0, to: 2 },
    region: { x: 0, y: 0, width: 1, height: 0.5 },
    // Only the right half of the upper half speaks for Fire.
    map: { width: 2, height: 1, values: Float32Array.of(0, 1) },
    opacity: 1,
  };
  const made = await still('h264.mp4', at, 'auto', { heat });
  const { width, height, data } = await pixelsOf(await createImageBitmap(made.blob));
  const gap = width - 2 * bare.width;
  expect([gap, height]).toEqual([8, bare.height]);
  const isAsBefore = (x: number, y: number, from: number) =>
    [0, 1, 2].every((c) => data[(y * width + from + x) * 4 + c] === bare.data[(y * bare.width + x) * 4 + c]);
  const second = bare.width + gap;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < bare.width; x++) {
      expect(isAsBefore(x, y, 0)).toBe(true);
      // The map has 32 × 16 pixels before it is enlarged; two of them are left for smoothing.
      if (y > height / 2 + 1 || x < bare.width / 4 - bare.width / 16)
        expect(isAsBefore(x, y, second)).toBe(true);
    }
  }
  const hot = (Math.floor(height / 4) * width + second + Math.floor(bare.width * 0.9)) * 4;
  expect([...data.subarray(hot, hot + 3)]).toEqual([...heatColour(1).slice(0, 3)]);
  expect(made.name).toMatch(/_f7_why-Fire\.png$/);
  const text = new TextDecoder('latin1').decode(await made.blob.slice(0, 2000).arrayBuffer());
  expect(text).toContain(
    'evidence for Fire, 0.7500 over 0.00 to 2.00 s, opacity 1.00. By Grad-CAM, model vigil-test.',
  );
});

test('the circumstances stand in the file, and name and hash are right', async () => {
  const reading = {
    model: { id: 'vigil-test', sha256: 'cd'.repeat(32) },
    labels: ['Fire', 'Normal'],
    probabilities: [0.75, 0.25],
  };
  const made = await still('vfr.mkv', goldenOf('vfr.mkv').times[7] as number, 'auto', { reading });
  const text = new TextDecoder('latin1').decode(await made.blob.slice(0, 2000).arrayBuffer());
  for (const said of [
    'vfr.mkv',
    sha256,
    'Frame number',
    '7, the first being 0',
    'Fire 0.7500, Normal 0.2500',
    'WebCodecs',
  ]) {
    expect(text).toContain(said);
  }
  expect(made.name).toMatch(/^vfr_00-00-\d\d\.\d{3}_f7\.png$/);
  expect(made.kind).toBe('still');
});

test('a moment at which no frame begins is refused rather than rounded', async () => {
  const between = (goldenOf('h264.mp4').times[7] as number) + 0.03;
  await expect(still('h264.mp4', between)).rejects.toBeInstanceOf(AppError);
});

async function pixelsOf(bitmap: ImageBitmap): Promise<ImageData> {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', {
    alpha: false,
    willReadFrequently: true,
  });
  if (!context) throw new Error('no 2d canvas');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}
