import { expect, test } from 'vitest';
import type { SamplingPlan } from '../../../src/contract/index.ts';
import { firstNeededTime, IntervalPicker } from '../../../src/video/interval-picker.ts';

const size = { fit: 'exact', width: 1, height: 1 } as const;

function taken(times: readonly number[], plan: Omit<SamplingPlan, 'size'>): number[] {
  const picker = new IntervalPicker({ ...plan, size });
  return times.filter((time) => picker.takes(time));
}

const rate = (fps: number, count: number) => Array.from({ length: count }, (_, n) => n / fps);

test('takes the first frame of each interval, with its own time', () => {
  expect(taken([0, 0.1, 0.24, 0.26, 0.4, 0.9, 1.0], { fps: 4 })).toEqual([0, 0.26, 0.9, 1.0]);
});

test('an interval in which no frame begins yields nothing', () => {
  expect(taken([0, 3, 3.1], { fps: 1 })).toEqual([0, 3]);
});

test('intervals are cut from zero, not from the first frame', () => {
  expect(taken([7.4, 7.6, 8.1], { fps: 1 })).toEqual([7.4, 8.1]);
});

test('a frame at the very beginning of an interval is in it, though rounded down to microseconds', () => {
  const rounded = rate(3, 30).map((time) => Math.floor(time * 1e6) / 1e6);
  expect(taken(rounded, { fps: 3 })).toEqual(rounded);
});

test('29.97 frames a second at 8 a second: the same frames from exact and from rounded times', () => {
  const exact = rate(30000 / 1001, 3000);
  const rounded = exact.map((time) => Math.round(time * 1e6) / 1e6);
  const numbers = (times: readonly number[]) => taken(times, { fps: 8 }).map((time) => times.indexOf(time));
  expect(numbers(rounded)).toEqual(numbers(exact));
});

test('a part yields exactly the frames that the whole has there', () => {
  const times = rate(25, 250);
  const whole = taken(times, { fps: 4 });
  const [from, to] = [2.1, 6.3];
  const needed = times.filter((time) => time >= (firstNeededTime({ fps: 4, from }) as number));
  expect(taken(needed, { fps: 4, from, to })).toEqual(whole.filter((time) => time >= from && time < to));
});

test('all frames means each once, and none whose time runs back', () => {
  expect(taken([0, 1, 2, 2, 1, 1.5, 3], { fps: 'all' })).toEqual([0, 1, 2, 3]);
  expect(taken([0, 1, 2, 3], { fps: 'all', from: 1, to: 3 })).toEqual([1, 2]);
});
