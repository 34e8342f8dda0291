import type { Anomaly, AnomalyReport, CountSeries } from '../../contract/index.ts';
import { normalCdf } from '../models/index.ts';
import { calendarDay, specialDayNote } from '../series/index.ts';
import { isoDate } from '../table/index.ts';

const normWeeks = 26;
const residualMemory = 365;
const leastMemory = 60;

/** What one rule found, and on how many days it had enough of a past to judge. */
interface Findings {
  readonly flags: readonly Anomaly[];
  readonly judged: number;
}

/** One-step forecasts of the days `[from, series end)`. */
export interface ForecastTrack {
  readonly from: number;
  readonly predicted: Float64Array;
}

/**
 * Days whose count lies more than `threshold` deviations from what was expected, by two rules: the one-step forecast,
 * with the spread of its errors over the year before; and the same weekday's mean over the half year before, with that
 * norm's own spread. Both look only backwards, so a slow decline is no anomaly; the deviation of a rule leaves out its
 * own earlier flags, so one upheaval does not hide the next. Normal noise alone exceeds `threshold` on
 * `expectedFalse` of the days.
 */
export function findAnomalies(
  series: CountSeries,
  forecast: ForecastTrack,
  threshold: number,
): AnomalyReport {
  const rules = [againstForecast(series, forecast, threshold), againstNorm(series, forecast.from, threshold)];
  const flags = rules.flatMap((rule) => rule.flags);
  const judged = rules.reduce((sum, rule) => sum + rule.judged, 0);
  flags.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.rule < b.rule ? -1 : 1));
  const days = series.values.length - forecast.from;
  const artefacts = flags.filter(({ note, z }) => z > 0 && note !== null && /unknown date/.test(note)).length;
  return { threshold, days, expectedFalse: judged * 2 * (1 - normalCdf(threshold)), flags, artefacts };
}

function againstForecast(
  series: CountSeries,
  { from, predicted }: ForecastTrack,
  threshold: number,
): Findings {
  const flags: Anomaly[] = [];
  const errors = new RecentSpread();
  let judged = 0;
  predicted.forEach((expected, k) => {
    const count = series.values[from + k] as number;
    const z = errors.score(count - expected);
    if (z !== null) judged++;
    if (z !== null && Math.abs(z) > threshold) flags.push(flag(series, from + k, expected, z, 'forecast'));
    errors.push(count - expected, z === null || Math.abs(z) <= threshold * 2);
  });
  return { flags, judged };
}

function againstNorm(series: CountSeries, from: number, threshold: number): Findings {
  const flags: Anomaly[] = [];
  const spread = new RecentSpread();
  let judged = 0;
  const { values, cadence } = series;
  const season = cadence === 'day' ? 7 : 1;
  const ordinary = new Uint8Array(values.length).fill(1);
  for (let at = normWeeks * season; at < values.length; at++) {
    let sum = 0;
    let n = 0;
    for (let week = 1; week <= normWeeks; week++) {
      if (ordinary[at - week * season] === 0) continue;
      sum += values[at - week * season] as number;
      n++;
    }
    const expected = n > 0 ? sum / n : (values[at - season] as number);
    const error = (values[at] as number) - expected;
    const z = spread.score(error);
    if (z !== null && at >= from) judged++;
    const flagged = z !== null && Math.abs(z) > threshold;
    if (flagged && at >= from) flags.push(flag(series, at, expected, z, 'weekday-norm'));
    if (z !== null && Math.abs(z) > threshold * 2) ordinary[at] = 0;
    spread.push(error, ordinary[at] === 1);
  }
  return { flags, judged };
}

function flag(series: CountSeries, at: number, expected: number, z: number, rule: Anomaly['rule']): Anomaly {
  const day = series.days[at] as number;
  const first = calendarDay(day).day === 1;
  const note = specialDayNote(day);
  return {
    date: isoDate(day),
    count: series.values[at] as number,
    expected,
    z,
    rule,
    note: first && z < 0 ? 'First of a month.' : note,
  };
}

/** Mean and deviation of the last year's ordinary errors. */
class RecentSpread {
  private readonly errors: number[] = [];

  /** Deviations from the mean error; null until two months are known. */
  score(error: number): number | null {
    const n = this.errors.length;
    if (n < leastMemory) return null;
    const mean = this.errors.reduce((sum, value) => sum + value, 0) / n;
    const variance = this.errors.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
    return variance > 0 ? (error - mean) / Math.sqrt(variance) : null;
  }

  push(error: number, ordinary: boolean): void {
    if (!ordinary) return;
    this.errors.push(error);
    if (this.errors.length > residualMemory) this.errors.shift();
  }
}
