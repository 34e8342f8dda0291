import { expect, test } from 'vitest';
import { timingWarnings } from '../../../src/video/timing-warnings.ts';

const steady = (fps: number, count: number) => Array.from({ length: count }, (_, n) => n / fps);

test('a steady rate, also in whole milliseconds, is nothing to warn of', () => {
  expect(timingWarnings(steady(25, 100))).toEqual([]);
  expect(timingWarnings(steady(29.97, 100).map((time) => Math.round(time * 1000) / 1000))).toEqual([]);
});

test('one late frame among many is still steady, every third missing is not', () => {
  expect(timingWarnings(steady(25, 100).map((time) => (time > 2 ? time + 0.5 : time)))).toEqual([]);
  expect(timingWarnings(steady(25, 100).filter((_, n) => n % 3 !== 1))).toEqual(['variable-frame-rate']);
});

test('equal and falling times are told apart', () => {
  expect(timingWarnings([0, 1, 1, 2])).toEqual(['timestamps-repeated']);
  expect(timingWarnings([0, 1, 2, 0, 1, 2])).toEqual(['timestamps-backwards']);
});

test('no frame and one frame have no rate', () => {
  expect(timingWarnings([])).toEqual([]);
  expect(timingWarnings([5])).toEqual([]);
});
