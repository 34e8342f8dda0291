import { describe, expect, test } from 'vitest';
import { gridNumber, SamplingGrid } from '../../../src/analysis/sampling-grid.ts';
import { slideWindows } from '../../../src/analysis/slide-windows.ts';

const plan = { length: 8, hop: 4, step: 0.25, origin: 0 };
const firsts = (rows: number, ended: boolean, known = 0) =>
  slideWindows(plan, rows, ended, known).map((w) => w.first);

describe('slideWindows', () => {
  test('whole windows as rows complete them', () => {
    expect(firsts(7, false)).toEqual([]);
    expect(firsts(8, false)).toEqual([0]);
    expect(firsts(15, false)).toEqual([0, 4]);
    expect(firsts(20, false, 2)).toEqual([8, 12]);
  });
  test('left-over rows get one window flush with the end', () => {
    expect(firsts(14, true)).toEqual([0, 4, 6]);
    expect(firsts(16, true)).toEqual([0, 4, 8]);
    expect(firsts(14, true, 2)).toEqual([6]);
    expect(firsts(16, true, 3)).toEqual([]);
  });
  test('a clip shorter than a window gives one window centred on it', () => {
    expect(slideWindows(plan, 3, true)).toEqual([{ first: 0, length: 8, timestamp: 0.375 }]);
    expect(slideWindows(plan, 0, true)).toEqual([]);
  });
  test('streaming row by row gives the same windows as all at once', () => {
    for (let rows = 0; rows < 40; rows++) {
      const seen: number[] = [];
      for (let at = 0; at <= rows; at++) seen.push(...firsts(at, false, seen.length));
      seen.push(...firsts(rows, true, seen.length));
      expect(seen).toEqual(firsts(rows, true));
    }
  });
  test('a window’s time is its centre', () => {
    expect(slideWindows({ ...plan, origin: 10 }, 8, false)[0]?.timestamp).toBe(11);
  });
});

describe('SamplingGrid', () => {
  const feature = (n: number) => Float32Array.of(n);
  const rowsOf = (grid: SamplingGrid) => Array.from({ length: grid.rows }, (_, row) => grid.row(row)[0]);

  test('gaps hold the frame before; a second frame of an interval adds nothing', () => {
    const grid = new SamplingGrid(4, 1);
    grid.add(0, feature(1));
    grid.add(0.76, feature(2));
    grid.add(0.9, feature(3));
    expect(rowsOf(grid)).toEqual([1, 1, 1, 2]);
    grid.holdUntil(1.5);
    expect(rowsOf(grid)).toEqual([1, 1, 1, 2, 2, 2]);
    expect(grid.end).toBe(1.5);
  });
  test('a clip that starts late keeps its own times', () => {
    const grid = new SamplingGrid(4, 1);
    grid.add(1.4, feature(1));
    grid.add(1.6, feature(2));
    expect(grid.origin).toBe(1.25);
    expect(grid.end).toBe(1.75);
  });
  test('grows past its first buffer', () => {
    const grid = new SamplingGrid(10, 3);
    for (let n = 0; n < 1000; n++) grid.add(n / 10, Float32Array.of(n, n, n));
    expect(grid.rows).toBe(1000);
    expect(grid.row(999)[2]).toBe(999);
  });
  test('forgotten rows make room, and the rest stays where it is', () => {
    const grid = new SamplingGrid(10, 2);
    for (let n = 0; n < 500; n++) {
      grid.add(n / 10, Float32Array.of(n, -n));
      grid.forgetBefore(n - 8);
      expect([...grid.row(Math.max(0, n - 8))]).toEqual([Math.max(0, n - 8), -Math.max(0, n - 8)]);
    }
    expect(() => grid.row(100)).toThrow('not kept');
    expect(() => grid.row(500)).toThrow('not kept');
  });
  test('times written with rounding fall into the interval they mean', () => {
    expect(gridNumber(0.333333, 3)).toBe(1);
    expect(gridNumber(0.25, 4)).toBe(1);
    expect(gridNumber(0.2499, 4)).toBe(0);
  });
});
