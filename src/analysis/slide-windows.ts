import type { SequenceWindow } from '../contract/index.ts';

export interface WindowPlan {
  /** Rows per window, T. */
  readonly length: number;
  /** Rows between window starts. */
  readonly hop: number;
  /** Seconds between rows. */
  readonly step: number;
  /** Time of row 0, s. */
  readonly origin: number;
}

/**
 * The windows that `rows` feature rows complete, from window number `known` on. Windows begin every `hop` rows from
 * row 0. The stated rule for edges, applied once the clip is `ended`: a clip shorter than a window gives one window
 * that repeats its last row, and rows left over after the last whole window get one more window, flush with the end.
 */
export function slideWindows(plan: WindowPlan, rows: number, ended: boolean, known = 0): SequenceWindow[] {
  const { length, hop } = plan;
  const whole = rows < length ? 0 : Math.floor((rows - length) / hop) + 1;
  const windows: SequenceWindow[] = [];
  for (let n = known; n < whole; n++) windows.push(windowAt(plan, n * hop, length));
  if (!ended || rows === 0) return windows;
  if (rows < length) {
    if (known === 0) windows.push(windowAt(plan, 0, rows));
  } else if ((rows - length) % hop !== 0 && known <= whole) {
    windows.push(windowAt(plan, rows - length, length));
  }
  return windows;
}

function windowAt({ length, step, origin }: WindowPlan, first: number, rows: number): SequenceWindow {
  return { first, length, timestamp: origin + (first + rows / 2) * step };
}
