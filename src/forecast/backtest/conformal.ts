/** Scores remembered: a year of days. */
const memory = 365;

export interface Intervals {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Share of `actual` inside. */
  readonly coverage: number;
}

/**
 * Conformal intervals (Vovk et al. 2005). Scores are absolute errors over the root of the forecast, as counting noise
 * grows; they start from a calibration tail that the model did not see (split conformal), and each passed day's score
 * replaces the oldest, so that the width follows a change of the noise. Day t uses scores up to t − 1 only.
 * @param calibration actual and predicted of the calibration tail, oldest first.
 */
export function conformalIntervals(
  calibration: { readonly actual: ArrayLike<number>; readonly predicted: ArrayLike<number> },
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  level: number,
): Intervals {
  const scores: number[] = [];
  for (let i = 0; i < calibration.actual.length; i++) {
    scores.push(scoreOf(calibration.actual[i] as number, calibration.predicted[i] as number));
  }
  const recent = new SlidingQuantile(scores.slice(-memory));
  const n = predicted.length;
  const lower = new Float64Array(n);
  const upper = new Float64Array(n);
  let inside = 0;
  for (let t = 0; t < n; t++) {
    const forecast = predicted[t] as number;
    const reach = recent.quantile(level) * spreadOf(forecast);
    lower[t] = Math.max(0, forecast - reach);
    upper[t] = forecast + reach;
    const value = actual[t] as number;
    if (value >= (lower[t] as number) && value <= (upper[t] as number)) inside++;
    recent.push(scoreOf(value, forecast));
  }
  return { lower, upper, coverage: n === 0 ? NaN : inside / n };
}

export function scoreOf(actual: number, predicted: number): number {
  return Math.abs(actual - predicted) / spreadOf(predicted);
}

export function spreadOf(predicted: number): number {
  return Math.sqrt(Math.max(1, predicted));
}

/** The smallest score that `level` of n + 1 exchangeable scores do not exceed. */
export function conformalQuantile(sorted: readonly number[], level: number): number {
  if (sorted.length === 0) return Infinity;
  const rank = Math.ceil((sorted.length + 1) * level);
  return sorted[Math.min(rank, sorted.length) - 1] as number;
}

/** A queue of scores that is also kept in order. */
class SlidingQuantile {
  private readonly queue: number[];
  private readonly sorted: number[];

  constructor(scores: readonly number[]) {
    this.queue = [...scores];
    this.sorted = [...scores].sort((a, b) => a - b);
  }

  quantile(level: number): number {
    return conformalQuantile(this.sorted, level);
  }

  push(score: number): void {
    this.queue.push(score);
    this.sorted.splice(this.place(score), 0, score);
    if (this.queue.length <= memory) return;
    this.sorted.splice(this.place(this.queue.shift() as number), 1);
  }

  private place(score: number): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle] as number) < score) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
