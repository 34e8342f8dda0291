import { expect, test } from 'vitest';
import { besideFrame } from '../../../src/state/frame-neighbours.ts';

const times = Float64Array.of(10, 10.04, 10.08, 10.5);
const counted = { times, frameRate: 25, start: 10, end: 10.6 };

test('goes from frame to frame by their own times, however far apart', () => {
  expect(besideFrame(10.08, 1, counted)).toBe(10.5);
  expect(besideFrame(10.5, -1, counted)).toBe(10.08);
});

test('from between two frames it goes to the one beside', () => {
  expect(besideFrame(10.06, 1, counted)).toBe(10.08);
  expect(besideFrame(10.06, -1, counted)).toBe(10.04);
});

test('stops at the ends of the clip, of which the last is the end of its last frame', () => {
  expect(besideFrame(10.5, 1, counted)).toBe(10.6);
  expect(besideFrame(10.6, 1, counted)).toBe(10.6);
  expect(besideFrame(10.6, -1, counted)).toBe(10.5);
  expect(besideFrame(10, -1, counted)).toBe(10);
});

test('goes by the declared rate until the frames are counted', () => {
  const declared = { times: null, frameRate: 20, start: 0, end: null };
  expect(besideFrame(1, 1, declared)).toBeCloseTo(1.05);
  expect(besideFrame(0.02, -1, declared)).toBe(0);
});
