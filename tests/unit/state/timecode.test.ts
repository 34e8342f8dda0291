import { describe, expect, test } from 'vitest';
import { formatBytes } from '../../../src/state/byte-size.ts';
import { indexAtOrBefore } from '../../../src/state/nearest-index.ts';
import { formatDuration, formatTimecode, parseJump } from '../../../src/state/timecode.ts';

test('a timecode carries milliseconds and rolls over at each unit', () => {
  expect(formatTimecode(0)).toBe('00:00:00.000');
  expect(formatTimecode(3723.0416)).toBe('01:02:03.042');
  expect(formatTimecode(59.9996)).toBe('00:01:00.000');
  expect(formatTimecode(-0.5)).toBe('-00:00:00.500');
});

test('a duration has no more digits than it deserves', () => {
  expect(formatDuration(4.24)).toBe('4.2 s');
  expect(formatDuration(9.97)).toBe('10 s');
  expect(formatDuration(65.4)).toBe('1 min 05 s');
  expect(formatDuration(7384)).toBe('2 h 03 min');
});

describe('a typed jump', () => {
  test.each([
    ['1:02:03.5', { kind: 'time', seconds: 3723.5 }],
    ['2:03', { kind: 'time', seconds: 123 }],
    ['12.5', { kind: 'time', seconds: 12.5 }],
    ['12,5', { kind: 'time', seconds: 12.5 }],
    ['90s', { kind: 'time', seconds: 90 }],
    ['360', { kind: 'frame', frame: 360 }],
    ['#12', { kind: 'frame', frame: 12 }],
    ['f12', { kind: 'frame', frame: 12 }],
  ])('%s', (typed, jump) => expect(parseJump(typed)).toEqual(jump));

  test.each(['', 'soon', '1:2:3:4', '-4', '1:'])('“%s” is none', (typed) =>
    expect(parseJump(typed)).toBeNull(),
  );

  test('the timecode shown can be typed back', () => {
    expect(parseJump(formatTimecode(3723.042))).toEqual({ kind: 'time', seconds: 3723.042 });
  });
});

test('sizes have three significant digits', () => {
  expect([0, 999, 1000, 12_345, 366_793, 1.4e9].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.00 kB',
    '12.3 kB',
    '367 kB',
    '1.40 GB',
  ]);
});

test('the frame at a time is the last that began', () => {
  const times = [0, 0.1, 0.2];
  expect([-1, 0, 0.05, 0.0999999999, 0.1, 5].map((time) => indexAtOrBefore(times, time))).toEqual([
    0, 0, 0, 1, 1, 2,
  ]);
  expect(indexAtOrBefore([], 1)).toBe(-1);
});
