import type { CountSeries } from '../../../contract/index.ts';
import { formatDay } from '../../../state/index.ts';
import { blockMeans } from '../block-means.ts';
import { faded } from '../chart-theme.ts';
import type { MakeChart } from '../pictures/chart-picture.ts';

/** The whole series as one line; a long one as means of blocks of steps. */
export function seriesChart(series: CountSeries): MakeChart {
  const { at, means, block } = blockMeans(series.values);
  const step = series.cadence;
  return (theme) => ({
    type: 'line',
    data: {
      labels: at.map((i) => formatDay(series.days[i] ?? 0)),
      datasets: [
        {
          label: block > 1 ? `crimes a ${step}, mean of ${block}` : `crimes a ${step}`,
          data: means,
          borderColor: theme.accent,
          backgroundColor: faded(theme.accent, 0.15),
          borderWidth: 1,
          pointRadius: 0,
          fill: true,
        },
      ],
    },
    options: {
      scales: { y: { beginAtZero: true }, x: { ticks: { maxTicksLimit: 12, maxRotation: 0 } } },
      plugins: { legend: { display: false } },
    },
  });
}
