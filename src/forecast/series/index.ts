export { countSeries, seasonOf } from './count-series.ts';
export { calendarDay, specialDayNote, specialDays } from './calendar.ts';
export { filterRows } from './filter-rows.ts';
export { MinMax } from './min-max.ts';
export { monthlyBoxes, overviewOf, quantileOfSorted } from './overview.ts';
export { movingAverage } from './moving-average.ts';
