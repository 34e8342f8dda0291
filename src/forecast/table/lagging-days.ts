const weeks = 8;
/** A tail longer than this is a change, not a delay. */
const longestTail = 14;

/**
 * How many of the last days look unfinished, because reports arrive late: each is below 60 % of its weekday's mean
 * over eight weeks before the tail, and further below than three Poisson deviations.
 * @param daily counts of consecutive days.
 */
export function laggingDays(daily: ArrayLike<number>): number {
  let lagging = 0;
  while (lagging < longestTail) {
    const at = daily.length - 1 - lagging;
    const norm = weekdayNorm(daily, at);
    if (!((daily[at] as number) < Math.min(0.6 * norm, norm - 3 * Math.sqrt(norm)))) break;
    lagging++;
  }
  return lagging;
}

/** Mean of the same weekday three to ten weeks before; NaN when the series is too short. */
function weekdayNorm(daily: ArrayLike<number>, at: number): number {
  let sum = 0;
  for (let week = 3; week < 3 + weeks; week++) sum += daily[at - 7 * week] ?? NaN;
  return sum / weeks;
}
