import { calendarDay, specialDays } from '../series/index.ts';

/** How the rows of a {@link FeatureTable} are made. */
export interface FeaturePlan {
  /** Steps looked back. */
  readonly window: number;
  /** Lags and target as shares of the recent mean, instead of as they are. */
  readonly relative: boolean;
  /** Differences to the same time last year; needs two years before the first row. */
  readonly yearly: boolean;
  /** Fourier terms and a column per weekday, for linear models. */
  readonly expanded: boolean;
  /** The year, month, day, weekday and day of the year alone, as a reader of the paper would take them. */
  readonly bareCalendar?: boolean;
}

export interface FeatureRow {
  readonly features: Float64Array;
  /** Prediction = (model output) · scale + offset. */
  readonly scale: number;
  readonly offset: number;
}

const yearlyReach = 372;

export function earliestRow(plan: FeaturePlan): number {
  return Math.max(plan.window, 56, plan.yearly ? yearlyReach : 0);
}

/**
 * What is known before step `at`: the last `window` values, means over 7, 14 and 28 steps, the same weekday's, last
 * week's spread, and the calendar of the day itself. `values[at]` and later are never read.
 *
 * With `relative`, everything is a share of the last seven steps' mean, and so is the target: a forest cannot step
 * outside the levels it has seen, a share can.
 */
export function featureRow(
  values: Float64Array,
  days: Int32Array,
  at: number,
  plan: FeaturePlan,
): FeatureRow {
  const out: number[] = [];
  const mean = (count: number, from = 1, step = 1): number => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += values[at - from - k * step] as number;
    return sum / count;
  };
  const base = mean(7);
  const scale = plan.relative ? Math.max(base, 1) : 1;
  const offset = plan.relative ? base : 0;
  const push = (value: number): void => {
    out.push((value - offset) / scale);
  };
  for (let lag = 1; lag <= plan.window; lag++) push(values[at - lag] as number);
  if (plan.relative) {
    const longest = Math.min(plan.window, 56);
    for (const count of [14, 28, longest]) push(mean(count));
    push(mean(8, 7, 7));
    push(mean(4, 7, 7));
    let spread = 0;
    for (let lag = 1; lag <= 7; lag++) spread += ((values[at - lag] as number) - base) ** 2;
    out.push(Math.sqrt(spread / 7) / scale);
    out.push(((values[at - 1] as number) - (values[at - 8] as number)) / scale);
    if (plan.yearly) {
      out.push(((values[at - 364] as number) - mean(7, 365)) / scale);
      out.push(((values[at - 365] as number) - mean(7, 366)) / scale);
    }
    out.push(base);
  }
  pushCalendar(out, days[at] as number, plan);
  return { features: Float64Array.from(out), scale, offset };
}

function pushCalendar(out: number[], day: number, { expanded, bareCalendar = false }: FeaturePlan): void {
  const d = calendarDay(day);
  if (bareCalendar) {
    out.push(d.year, d.month, d.day, d.weekday, d.dayOfYear);
    return;
  }
  out.push(d.weekday, d.month, d.day, d.dayOfYear, ...specialDays(d));
  if (!expanded) return;
  for (let k = 1; k <= 3; k++) {
    const angle = (2 * Math.PI * d.dayOfYear * k) / 365.25;
    out.push(Math.sin(angle), Math.cos(angle));
  }
  for (let weekday = 0; weekday < 7; weekday++) out.push(d.weekday === weekday ? 1 : 0);
}

export interface TrainingTable {
  /** Row-major [rows · columns] */
  readonly features: Float64Array;
  readonly columns: number;
  readonly targets: Float64Array;
}

/** Feature rows and targets of the steps `[from, to)`. */
export function trainingTable(
  values: Float64Array,
  days: Int32Array,
  from: number,
  to: number,
  plan: FeaturePlan,
): TrainingTable {
  const first = featureRow(values, days, from, plan);
  const columns = first.features.length;
  const features = new Float64Array((to - from) * columns);
  const targets = new Float64Array(to - from);
  for (let at = from; at < to; at++) {
    const row = featureRow(values, days, at, plan);
    features.set(row.features, (at - from) * columns);
    targets[at - from] = ((values[at] as number) - row.offset) / row.scale;
  }
  return { features, columns, targets };
}
