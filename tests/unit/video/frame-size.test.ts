import { describe, expect, test } from 'vitest';
import { boundedExtent, displayExtent, outputExtent, toRotation } from '../../../src/video/frame-size.ts';

describe('display size', () => {
  const coded = { width: 720, height: 576, pixelAspect: { num: 1, den: 1 }, rotation: 0 } as const;

  test('is the coded size for square upright pixels', () => {
    expect(displayExtent(coded)).toEqual({ width: 720, height: 576 });
  });

  test('stretches the side that oblong pixels make longer, before a quarter turn swaps the sides', () => {
    expect(displayExtent({ ...coded, pixelAspect: { num: 64, den: 45 } })).toEqual({
      width: 1024,
      height: 576,
    });
    expect(displayExtent({ ...coded, pixelAspect: { num: 64, den: 45 }, rotation: 90 })).toEqual({
      width: 576,
      height: 1024,
    });
    expect(displayExtent({ ...coded, pixelAspect: { num: 8, den: 9 } })).toEqual({ width: 720, height: 648 });
    expect(displayExtent({ ...coded, rotation: 180 })).toEqual({ width: 720, height: 576 });
  });
});

describe('output size', () => {
  test('reduces the shorter side and keeps the aspect, in whole pixels', () => {
    const size = { fit: 'short-side', pixels: 256 } as const;
    expect(outputExtent(size, { width: 1280, height: 720 })).toEqual({ width: 455, height: 256 });
    expect(outputExtent(size, { width: 720, height: 1280 })).toEqual({ width: 256, height: 455 });
  });

  test('never enlarges, and is at least one pixel', () => {
    expect(outputExtent({ fit: 'short-side', pixels: 256 }, { width: 160, height: 120 })).toEqual({
      width: 160,
      height: 120,
    });
    expect(outputExtent({ fit: 'short-side', pixels: 1 }, { width: 3, height: 1000 })).toEqual({
      width: 1,
      height: 333,
    });
  });

  test('is as asked where it is exact', () => {
    expect(outputExtent({ fit: 'exact', width: 7, height: 9 }, { width: 2, height: 2 })).toEqual({
      width: 7,
      height: 9,
    });
  });

  test('of a picture fits the box', () => {
    expect(boundedExtent({ width: 1920, height: 1080 }, 960, 960)).toEqual({ width: 960, height: 540 });
    expect(boundedExtent({ width: 1080, height: 1920 }, 960, 960)).toEqual({ width: 540, height: 960 });
    expect(boundedExtent({ width: 100, height: 50 }, 960, 960)).toEqual({ width: 100, height: 50 });
  });
});

test('degrees of any sign become a clockwise quarter turn', () => {
  expect([-90, 0, 90, 180, 270, 360, 450, -180, 88].map(toRotation)).toEqual([
    270, 0, 90, 180, 270, 0, 90, 180, 90,
  ]);
});
