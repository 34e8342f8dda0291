/* The grid search of the paper: which settings, and what each of them came to. */

export type GridKind = 'lstm' | 'cnn-lstm';

export interface GridPoint {
  readonly window: number;
  readonly units: number;
  readonly dropout: number;
  readonly batch: number;
}

export interface GridRun extends GridPoint {
  /** Scaled RMSE on the last tenth of the training span; the test span is never looked at. */
  readonly rmse: number;
  /** Mean squared error there after each epoch. */
  readonly curve: readonly number[];
  readonly seconds: number;
}

/** The 54 settings: units 32/64/128 × dropout .2/.3/.5 × batch 32/64 × window 14/30/60, the quick ones first. */
export const gridPoints: readonly GridPoint[] = [14, 30, 60].flatMap((window) =>
  [32, 64, 128].flatMap((units) =>
    [0.2, 0.3, 0.5].flatMap((dropout) => [64, 32].map((batch) => ({ window, units, dropout, batch }))),
  ),
);

export function isSamePoint(a: GridPoint, b: GridPoint): boolean {
  return a.window === b.window && a.units === b.units && a.dropout === b.dropout && a.batch === b.batch;
}
