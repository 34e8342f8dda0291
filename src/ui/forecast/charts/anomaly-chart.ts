import type { AnomalyReport, CountSeries } from '../../../contract/index.ts';
import { formatDay } from '../../../state/index.ts';
import type { MakeChart } from '../pictures/chart-picture.ts';

/** The judged days, the flagged ones marked. */
export function anomalyChart(series: CountSeries, report: AnomalyReport): MakeChart {
  const from = Math.max(0, series.values.length - report.days);
  const labels = Array.from(series.days.subarray(from), formatDay);
  const flagged = new Set(report.flags.map(({ date }) => date));
  return (theme) => ({
    type: 'line',
    data: {
      labels,
      datasets: [
        {
          label: 'unusual day',
          data: labels.map((date, k) => (flagged.has(date) ? (series.values[from + k] ?? null) : null)),
          borderColor: 'transparent',
          pointBackgroundColor: theme.danger,
          pointBorderColor: theme.danger,
          pointStyle: 'triangle',
          pointRadius: 4,
        },
        {
          label: 'crimes',
          data: Array.from(series.values.subarray(from)),
          borderColor: theme.faint,
          borderWidth: 1,
          pointRadius: 0,
        },
      ],
    },
    options: {
      scales: { x: { ticks: { maxTicksLimit: 12, maxRotation: 0 } } },
      plugins: { legend: { labels: { usePointStyle: true } } },
    },
  });
}
