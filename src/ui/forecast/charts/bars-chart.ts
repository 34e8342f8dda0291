import type { MakeChart } from '../pictures/chart-picture.ts';

export interface Bar {
  readonly label: string;
  readonly value: number;
}

/** Lying bars; those below 0 in the colour of a warning. */
export function barsChart(name: string, bars: readonly Bar[]): MakeChart {
  return (theme) => ({
    type: 'bar',
    data: {
      labels: bars.map(({ label }) => label),
      datasets: [
        {
          label: name,
          data: bars.map(({ value }) => value),
          backgroundColor: bars.map(({ value }) => (value >= 0 ? theme.accent : theme.warning)),
          maxBarThickness: 22,
        },
      ],
    },
    options: {
      indexAxis: 'y',
      scales: { x: { beginAtZero: true, title: { display: true, text: name } } },
      plugins: { legend: { display: false } },
    },
  });
}
