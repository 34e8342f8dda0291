import { expect, test } from 'vitest';
import { AlertRecording } from '../../../../src/state/live/alert-recording.ts';
import { LiveClips } from '../../../../src/state/live/live-clips.svelte.ts';
import { DelayMeter } from '../../../../src/state/live/live-latency.ts';

const rolls = { preRoll: 10, postRoll: 5 };
const recording = (from: number, to: number) => ({ detail: '', from, to, sizeBytes: 1, skipped: 0 });
const at = (time: number, from = 0) => ({ time, recording: recording(from, time) });

test('a clip runs from the pre-roll to the post-roll and is cut once that is over', () => {
  const wanted = new AlertRecording();
  wanted.raise({ start: 30, label: 'Fire' }, rolls);
  const open = [{ start: 30, end: 33, isOpen: true }];
  expect(wanted.due(open, at(60), rolls)).toBeNull();
  const over = [{ start: 30, end: 40, isOpen: false }];
  expect(wanted.due(over, at(44.9), rolls)).toBeNull();
  expect(wanted.due(over, at(45.2), rolls)).toEqual({ from: 20, to: 45, labels: ['Fire'] });
  expect(wanted.due(over, at(50), rolls)).toBeNull();
});

test('alerts that overlap share a clip', () => {
  const wanted = new AlertRecording();
  wanted.raise({ start: 30, label: 'Fire' }, rolls);
  wanted.raise({ start: 34, label: 'Fighting' }, rolls);
  const alerts = [
    { start: 34, end: 39, isOpen: false },
    { start: 30, end: 33, isOpen: false },
  ];
  expect(wanted.due(alerts, at(40), rolls)).toBeNull();
  expect(wanted.due(alerts, at(44), rolls)).toEqual({ from: 20, to: 44, labels: ['Fire', 'Fighting'] });
});

test('an alert that goes on is cut into parts that join, before the recording loses their beginning', () => {
  const wanted = new AlertRecording();
  wanted.raise({ start: 30, label: 'Fire' }, rolls);
  const parts: { from: number; to: number }[] = [];
  for (let time = 30; time < 400; time += 0.5) {
    const alert = { start: 30, end: Math.min(time, 350), isOpen: time < 350 };
    const from = Math.max(0, time - 120);
    const part = wanted.due([alert], at(time, from), rolls);
    if (!part) continue;
    expect(part.from).toBeGreaterThanOrEqual(from);
    parts.push(part);
  }
  expect(parts[0]?.from).toBe(20);
  expect(parts.at(-1)?.to).toBe(355);
  for (const [n, part] of parts.entries()) if (n > 0) expect(part.from).toBe(parts[n - 1]?.to);
  expect(parts.length).toBe(3);
});

test('a recording that has just begun anew is not taken for a full one', () => {
  const wanted = new AlertRecording();
  wanted.raise({ start: 60, label: 'Fire' }, rolls);
  const open = [{ start: 60, end: 62, isOpen: true }];
  expect(wanted.due(open, at(62, 55), rolls)).toBeNull();
  expect(wanted.finish(63)).toEqual({ from: 50, to: 63, labels: ['Fire'] });
  expect(wanted.finish(64)).toBeNull();
});

test('saved clips stay within their budget, the newest always', () => {
  const clips = new LiveClips(1000);
  const clip = (size: number) => ({
    blob: new Blob([new Uint8Array(size)]),
    extension: 'mp4',
    from: 1,
    to: 3.5,
    pictures: 9,
  });
  for (let n = 0; n < 5; n++) clips.add(clip(400), 1_000_000, ['Fire']);
  expect([clips.list.length, clips.sizeBytes, clips.isFull]).toEqual([2, 800, true]);
  expect(clips.list[0]).toMatchObject({ id: 5, duration: 2.5, startedAt: 1_001_000 });
  expect(clips.list[0]?.file.name).toBe('live-1970-01-01T00-16-41Z-fire.mp4');
  clips.add(clip(5000), 0, []);
  expect([clips.list.length, clips.sizeBytes]).toEqual([1, 5000]);
});

test('the delay figures are the middle one and the one that 95 of 100 keep within', () => {
  const meter = new DelayMeter();
  expect(meter.figures).toBeNull();
  for (let n = 100; n >= 1; n--) meter.add(n);
  expect(meter.figures).toEqual({ median: 50, p95: 95, count: 100 });
  for (let n = 0; n < 1000; n++) meter.add(7);
  expect(meter.figures).toEqual({ median: 7, p95: 7, count: 300 });
});
