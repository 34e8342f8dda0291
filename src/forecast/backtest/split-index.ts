import { AppError } from '../../base/index.ts';
import type { CountSeries } from '../../contract/index.ts';
import { dayOfIso, isoDate } from '../table/index.ts';

/** Index of the first test step: the named date, or 80 % of the steps. */
export function splitIndex(series: CountSeries, split: string | undefined): number {
  const n = series.days.length;
  if (split === undefined) return Math.floor(n * 0.8);
  const day = dayOfIso(split);
  const at = series.days.findIndex((d) => d >= day);
  if (Number.isNaN(day) || at <= 0) {
    const span = `${isoDate(series.days[0] as number)} to ${isoDate(series.days[n - 1] as number)}`;
    throw new AppError('input-invalid', `The split ${split} does not lie inside the series (${span}).`, {
      remedy: 'Name a day inside the series, as 2021-01-01.',
    });
  }
  return at;
}
