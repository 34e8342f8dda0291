import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { BarRule, Preprocessing, RgbImage } from '../../../src/contract/index.ts';
import { Preprocessor } from '../../../src/model/index.ts';

/** Made by scripts/pretrain/golden.py, the Python that trains; tests/fixtures/model/README.md tells the layout. */
interface Golden {
  bars: BarRule;
  scale: number;
  offset: number;
  tolerance: number;
  cases: {
    name: string;
    frames: Part;
    denoise: Preprocessing['denoise'];
    crop: [left: number, top: number, right: number, bottom: number];
    size: number;
    expected: Part;
  }[];
}

interface Part {
  offset: number;
  shape: number[];
}

const fixture = (name: string) => new URL(`../../fixtures/model/${name}`, import.meta.url);
const golden = JSON.parse(readFileSync(fixture('preprocessing.json'), 'utf8')) as Golden;
const bytes = new Uint8Array(readFileSync(fixture('preprocessing.bin')));

function framesOf({ offset, shape: [count = 0, height = 0, width = 0] }: Part): RgbImage[] {
  const size = height * width * 3;
  return Array.from({ length: count }, (_, n) => ({
    width,
    height,
    data: bytes.slice(offset + n * size, offset + (n + 1) * size),
  }));
}

function floatsOf({ offset, shape }: Part): Float32Array {
  const count = shape.reduce((a, b) => a * b, 1);
  return new Float32Array(bytes.slice(offset, offset + count * 4).buffer);
}

test.each(golden.cases)('$name: the same pixels as the Python that trains', (golden_) => {
  const { frames, denoise, crop, size, expected } = golden_;
  const images = framesOf(frames);
  const specification: Preprocessing = {
    workingShortSide: 256,
    bars: golden.bars,
    denoise,
    resize: 'area',
    scale: golden.scale,
    offset: golden.offset,
  };
  const preprocessor = new Preprocessor(specification, size, images);
  const first = images[0] as RgbImage;
  const [left, top, right, bottom] = crop;
  expect(preprocessor.crop ?? { x: 0, y: 0, width: first.width, height: first.height }).toEqual({
    x: left,
    y: top,
    width: right - left,
    height: bottom - top,
  });
  const input = new Float32Array(preprocessor.inputLength);
  preprocessor.writeInput(first, input, 0);
  const worst = floatsOf(expected).reduce(
    (max, value, i) => Math.max(max, Math.abs(value - (input[i] as number))),
    0,
  );
  expect(worst).toBeLessThanOrEqual(golden.tolerance);
});

test('a stream that changes size in the middle is still prepared', () => {
  const picture = (width: number, height: number): RgbImage => ({
    width,
    height,
    data: new Uint8Array(width * height * 3).fill(90),
  });
  const specification = {
    workingShortSide: 256,
    bars: golden.bars,
    denoise: 'none',
    resize: 'area',
    scale: 1,
    offset: 0,
  } as const;
  const preprocessor = new Preprocessor(specification, 8, [picture(32, 24)]);
  const input = new Float32Array(preprocessor.inputLength);
  for (const [width, height] of [
    [32, 24],
    [20, 40],
    [3, 2],
    [1, 1],
  ] as const) {
    preprocessor.writeInput(picture(width, height), input, 0);
    for (const value of input) expect(value).toBeCloseTo(90, 3);
  }
});
