import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/index.ts';
import type { ProbabilityTrack } from '../../../src/contract/index.ts';
import { layoutTimeline, rowAt, timeAt, xOf, yOf } from '../../../src/ui/timeline/layout.ts';
import { TrackPyramid } from '../../../src/ui/timeline/track-pyramid.ts';

function randomTrack(rows: number, columns: number): ProbabilityTrack {
  const random = seededRandom(rows);
  return {
    kind: 'probabilities',
    labels: Array.from({ length: columns }, (_, column) => `class ${column}`),
    timestamps: Float64Array.from({ length: rows }, (_, row) => row / 8),
    values: Float32Array.from({ length: rows * columns }, random),
  };
}

describe('the pyramid of a track', () => {
  test.each([1, 7, 8, 9, 64, 65, 1000])(
    'gives least and greatest of any span as a plain search does, %i rows',
    (rows) => {
      const track = randomTrack(rows, 3);
      const pyramid = new TrackPyramid(track);
      const random = seededRandom(7);
      for (let round = 0; round < 200; round++) {
        const first = Math.floor(random() * rows);
        const end = first + 1 + Math.floor(random() * (rows - first));
        const column = Math.floor(random() * 3);
        const values = Array.from(
          { length: end - first },
          (_, at) => track.values[(first + at) * 3 + column] as number,
        );
        const range: [number, number] = [0, 0];
        pyramid.range(column, first, end, range);
        expect(range).toEqual([Math.min(...values), Math.max(...values)]);
      }
    },
  );
});

describe('the layout of the timeline', () => {
  const layout = layoutTimeline(1000, 120, 5, { from: 10, to: 70 });

  test('time and place are each other’s inverse', () => {
    for (const time of [10, 33.3, 70]) expect(timeAt(layout, xOf(layout, time))).toBeCloseTo(time, 9);
    expect([xOf(layout, 10), xOf(layout, 70)]).toEqual([layout.left, layout.right]);
  });

  test('probability 1 is above probability 0', () => {
    expect([yOf(layout, 1), yOf(layout, 0)]).toEqual([layout.curveTop, layout.curveBottom]);
  });

  test('event rows are found by height, and nothing outside them', () => {
    expect(rowAt(layout, layout.rowsTop + 1, 5)).toBe(0);
    expect(rowAt(layout, layout.rowsTop + 4.5 * layout.rowHeight, 5)).toBe(4);
    expect(rowAt(layout, layout.curveTop, 5)).toBeNull();
    expect(rowAt(layout, layout.rowsTop + 5 * layout.rowHeight, 5)).toBeNull();
  });
});
