import { faded } from '../chart-theme.ts';
import type { MakeChart } from '../pictures/chart-picture.ts';

type Values = readonly (number | null)[];

export interface Band {
  readonly labels: readonly string[];
  readonly lower: Values;
  readonly upper: Values;
  readonly middle: Values;
  /** What the middle line is called. */
  readonly name: string;
  readonly actual: Values;
  readonly fromZero?: boolean;
}

/** A line with its 90 % interval beside what happened. */
export function bandChart({ labels, lower, upper, middle, name, actual, fromZero = false }: Band): MakeChart {
  const line = { pointRadius: 0, borderWidth: 1.3 };
  return (theme) => {
    const area = { ...line, borderWidth: 0, backgroundColor: faded(theme.accent, 0.17) };
    return {
      type: 'line',
      data: {
        labels: [...labels],
        datasets: [
          { ...area, label: 'upper', data: [...upper], fill: '+1' },
          { ...area, label: '90 % interval', data: [...lower] },
          { ...line, label: name, data: [...middle], borderColor: theme.accent },
          { ...line, label: 'actual', data: [...actual], borderColor: theme.text, borderDash: [2, 2] },
        ],
      },
      options: {
        scales: {
          x: { ticks: { maxTicksLimit: 10, maxRotation: 0 } },
          ...(fromZero ? { y: { min: 0 } } : {}),
        },
        plugins: { legend: { labels: { filter: ({ text }) => text !== 'upper', boxWidth: 14 } } },
      },
    };
  };
}
