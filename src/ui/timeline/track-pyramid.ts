import type { ProbabilityTrack } from '../../contract/index.ts';

const fan = 8;

interface Level {
  /** Rows of the track that one row of this level stands for. */
  readonly stride: number;
  /** [rows · columns] each. */
  readonly min: Float32Array;
  readonly max: Float32Array;
}

/**
 * Least and greatest values of a track over spans of 8, 64, 512… rows, so that a curve of hours is drawn by looking
 * at a few numbers per pixel and no peak is lost between two pixels.
 */
export class TrackPyramid {
  readonly track: ProbabilityTrack;
  readonly columns: number;
  readonly #levels: readonly Level[];

  constructor(track: ProbabilityTrack) {
    this.track = track;
    this.columns = track.labels.length;
    const levels: Level[] = [{ stride: 1, min: track.values, max: track.values }];
    for (
      let below = levels[0] as Level;
      below.min.length / this.columns > fan;
      below = levels.at(-1) as Level
    ) {
      levels.push(coarser(below, this.columns));
    }
    this.#levels = levels;
  }

  /** Writes [min, max] of a column over rows first ≤ row < end into `out`. */
  range(column: number, first: number, end: number, out: [number, number]): void {
    out[0] = Infinity;
    out[1] = -Infinity;
    let row = first;
    while (row < end) {
      const level = this.#levelAt(row, end);
      const at = (row / level.stride) * this.columns + column;
      out[0] = Math.min(out[0], level.min[at] as number);
      out[1] = Math.max(out[1], level.max[at] as number);
      row += level.stride;
    }
  }

  /** The coarsest level with a row that begins at `row` and ends by `end`. */
  #levelAt(row: number, end: number): Level {
    let best = this.#levels[0] as Level;
    for (const level of this.#levels) {
      if (row % level.stride !== 0 || row + level.stride > end) break;
      best = level;
    }
    return best;
  }
}

function coarser({ stride, min, max }: Level, columns: number): Level {
  const rows = Math.floor(min.length / columns / fan);
  const next = {
    stride: stride * fan,
    min: new Float32Array(rows * columns),
    max: new Float32Array(rows * columns),
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const first = row * fan * columns + column;
      let low = min[first] as number;
      let high = max[first] as number;
      for (let at = first + columns; at < first + fan * columns; at += columns) {
        if ((min[at] as number) < low) low = min[at] as number;
        if ((max[at] as number) > high) high = max[at] as number;
      }
      next.min[row * columns + column] = low;
      next.max[row * columns + column] = high;
    }
  }
  return next;
}
