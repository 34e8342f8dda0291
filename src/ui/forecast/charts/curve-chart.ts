import type { MakeChart } from '../pictures/chart-picture.ts';

export interface Curve {
  readonly name: string;
  /** After each epoch. */
  readonly errors: readonly number[];
}

/** Errors by epoch; the last curve in the accent, the others in the colours of the series. */
export function curveChart(curves: readonly Curve[]): MakeChart {
  const longest = Math.max(0, ...curves.map(({ errors }) => errors.length));
  return (theme) => ({
    type: 'line',
    data: {
      labels: Array.from({ length: longest }, (_, epoch) => epoch + 1),
      datasets: curves.map(({ name, errors }, k) => ({
        label: name,
        data: [...errors],
        borderColor:
          k === curves.length - 1 ? theme.accent : (theme.series[k % theme.series.length] ?? theme.faint),
        borderWidth: 1.5,
        pointRadius: 0,
      })),
    },
    options: {
      scales: {
        x: { title: { display: true, text: 'epoch' }, ticks: { maxRotation: 0 } },
        y: { type: 'logarithmic', title: { display: true, text: 'squared error, scaled' } },
      },
      plugins: { legend: { labels: { boxWidth: 14 } } },
    },
  });
}
